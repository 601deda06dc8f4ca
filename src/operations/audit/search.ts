import { z } from "zod";
import { define } from "../define.ts";
import { record, recordOf } from "./record.ts";

/** Finds records by a secret that they don't hold. */
export const auditSearch = define({
  id: "audit.search",
  summary: "Find the calls in which this very secret appeared: a token that leaked, a password.",
  description:
    "Secrets are kept as HMACs only; the one that is asked for is made into its HMAC and compared. It has to be the whole value of a variable, field or option.",
  risk: "read",
  http: { method: "POST", path: "/api/audit/search" },
  input: z.strictObject({
    secret: z.string().min(1).max(20_000).describe("The secret. It is not kept: the record of this call has its HMAC."),
  }),
  output: z.object({
    records: z.array(record).describe("Newest first, at most 100; calls of audit.search itself are left out."),
    total: z.number().describe("How many there are in this answer."),
  }),
  deadline: 60_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "STORE_FAILED"],
  examples: [{ title: "Where did this password appear?", input: { secret: "correct horse battery staple" } }],
  run({ ports }, { secret }) {
    const records = ports.audit
      .findSecret(secret)
      .filter(({ operation }) => operation !== "audit.search")
      .map(recordOf);
    return Promise.resolve({ records, total: records.length });
  },
});
