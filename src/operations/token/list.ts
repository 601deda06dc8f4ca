import { z } from "zod";
import { define } from "../define.ts";
import { token, tokenOf } from "./view.ts";

/** Lists tokens. */
export const tokenList = define({
  id: "token.list",
  summary: "List the tokens that let callers in; their texts are never shown.",
  risk: "read",
  http: { method: "GET", path: "/api/tokens" },
  input: z.strictObject({ all: z.boolean().default(false).describe("Lists expired and revoked ones too.") }),
  output: z.object({ tokens: z.array(token).describe("Newest first."), total: z.number() }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "STORE_FAILED"],
  examples: [{ title: "Every token there was", input: { all: true } }],
  run({ ports }, { all }) {
    const tokens = ports.tokens.list({ all }).map(tokenOf);
    return Promise.resolve({ tokens, total: tokens.length });
  },
});
