import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { duration, seconds } from "../fields/duration.ts";

const shortest = 10_000;
const longest = 24 * 3_600_000;

/** Makes a link that signs in. */
export const tokenLink = define({
  id: "token.link",
  summary: "Make a one-time link that opens the dashboard signed in as a token.",
  description: "Whoever opens it first is signed in with that token's role, so it has the risk `host`.",
  risk: "host",
  http: { method: "POST", path: "/api/tokens/{id}/link", status: 201 },
  input: z.strictObject({
    id: z.string().min(1).max(100).describe("The token's id or name."),
    expires_in: duration("How long it is good; 10m when absent, at most 24h.").optional(),
    expires_in_seconds: seconds("The same as a number.").optional(),
  }),
  output: z.object({
    message: z.string(),
    path: z.string().describe("To be put after the server's address. It is good once, and not shown again."),
    expires: z.string().describe("RFC 3339."),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "TOKEN_NOT_FOUND", "STORE_FAILED"],
  examples: [{ title: "Let somebody in for a quarter of an hour", input: { id: "ann", expires_in: "15m" } }],
  run({ ports }, { id, expires_in: given, expires_in_seconds: inSeconds }) {
    const { link } = ports.tokens;
    if (link === undefined) throw new GnosisError("INTERNAL", "This server makes no sign-in links.");
    const asked = inSeconds === undefined ? (given ?? 600_000) : inSeconds * 1000;
    const milliseconds = Math.min(Math.max(asked, shortest), longest);
    return Promise.resolve({
      message: "Open the path on the server's address, once",
      path: `/#code=${link(id, milliseconds)}`,
      expires: new Date(Date.now() + milliseconds).toISOString(),
    });
  },
});
