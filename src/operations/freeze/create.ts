import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { freezer } from "../approval/fields.ts";
import { define } from "../define.ts";
import type { TokenView } from "../../catalogue/ports/token-register.ts";
import { freeze, freezeOf } from "./view.ts";

/** Stops all changes, or those of one token. */
export const freezeCreate = define({
  id: "freeze.create",
  summary: "Let nobody but admins change anything, or let one token only read, until it is lifted.",
  description: "Streams that run for those it holds for end at once. It survives a restart.",
  risk: "host",
  http: { method: "POST", path: "/api/freezes", status: 201 },
  input: z.strictObject({
    reason: z.string().min(1).max(500).describe("Why; told to everybody who is refused by it."),
    token: z.string().min(1).max(100).optional().describe("Id or name of the only token that it is to hold for."),
  }),
  output: z.object({ message: z.string(), freeze }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "TOKEN_NOT_FOUND", "CONFLICT", "STORE_FAILED"],
  examples: [
    { title: "Stop everything", input: { reason: "Something is odd" } },
    { title: "Stop one assistant", input: { reason: "It removes too much", token: "assistant" } },
  ],
  run({ ports, caller }, { reason, token }) {
    const made = freezer(ports).create({
      reason,
      by: caller.name,
      ...(token === undefined ? {} : { token: theToken(ports.tokens.list(), token) }),
    });
    const message =
      made.token === undefined ? "Everybody but admins may only read" : `${made.token.name} may only read`;
    return Promise.resolve({ message, freeze: freezeOf(made) });
  },
});

function theToken(tokens: readonly TokenView[], reference: string): TokenView {
  const found = tokens.find(({ id }) => id === reference) ?? tokens.find(({ name }) => name === reference);
  if (found !== undefined) return found;
  throw new GnosisError("TOKEN_NOT_FOUND", `There is no live token '${reference}'.`, { where: "token" });
}
