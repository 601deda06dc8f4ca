import { z } from "zod";
import { define } from "../define.ts";
import { record, recordOf } from "./record.ts";

/** Shows one record. */
export const auditInspect = define({
  id: "audit.inspect",
  summary: "Show one record of the audit log.",
  risk: "read",
  http: { method: "GET", path: "/api/audit/{id}" },
  input: z.strictObject({ id: z.string().min(1).max(100).describe("The record's id, as answers and lists give it.") }),
  output: record,
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "RECORD_NOT_FOUND", "STORE_FAILED"],
  examples: [{ title: "Show a record", input: { id: "r1" } }],
  run: ({ ports }, { id }) => Promise.resolve(recordOf(ports.audit.show(id))),
});
