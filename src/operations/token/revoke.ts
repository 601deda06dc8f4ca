import { z } from "zod";
import { define } from "../define.ts";
import { token, tokenOf } from "./view.ts";

/** Ends a token. */
export const tokenRevoke = define({
  id: "token.revoke",
  summary: "End a token at once: whoever holds it is turned away from now on.",
  risk: "host",
  http: { method: "DELETE", path: "/api/tokens/{id}" },
  input: z.strictObject({ id: z.string().min(1).max(100).describe("The token's id or name.") }),
  output: z.object({ message: z.string(), token }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "TOKEN_NOT_FOUND", "CONFLICT", "STORE_FAILED"],
  examples: [{ title: "End a token", input: { id: "assistant" } }],
  run({ ports }, { id }) {
    const revoked = tokenOf(ports.tokens.revoke(id));
    return Promise.resolve({ message: `Token ${revoked.name} revoked`, token: revoked });
  },
});
