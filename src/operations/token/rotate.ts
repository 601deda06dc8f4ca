import { z } from "zod";
import { define } from "../define.ts";
import { token, tokenOf } from "./view.ts";

/** Gives a token a new text. */
export const tokenRotate = define({
  id: "token.rotate",
  summary: "Give a token a new text; the old one is turned away from now on.",
  risk: "host",
  http: { method: "POST", path: "/api/tokens/{id}/rotate" },
  input: z.strictObject({ id: z.string().min(1).max(100).describe("The token's id or name.") }),
  output: z.object({
    message: z.string(),
    token,
    text: z.string().describe("The token itself. It is not kept and not shown again."),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "TOKEN_NOT_FOUND", "CONFLICT", "STORE_FAILED"],
  examples: [{ title: "Change a token that may have leaked", input: { id: "assistant" } }],
  run({ ports }, { id }) {
    const rotated = ports.tokens.rotate(id);
    const name = rotated.token.name;
    return Promise.resolve({ message: `Token ${name} rotated`, token: tokenOf(rotated.token), text: rotated.text });
  },
});
