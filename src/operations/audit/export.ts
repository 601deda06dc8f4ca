import { Readable } from "node:stream";
import { z } from "zod";
import { oneLine } from "../../kernel/canonical-json.ts";
import { define } from "../define.ts";
import { moment } from "../fields/moment.ts";

/** Gives the stored records as they are. */
export const auditExport = define({
  id: "audit.export",
  summary: "Download the audit log as it is stored, one record a line, each with its hash.",
  description:
    "Oldest first, as JSON lines: what is needed to check the chain elsewhere. Secrets are not in it; their HMACs are.",
  risk: "read",
  http: { method: "GET", path: "/api/audit/export" },
  input: z.strictObject({
    since: moment("Only records from then on.").optional(),
    until: moment("Only records before then.").optional(),
  }),
  output: z.never(),
  deadline: "none",
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "STORE_FAILED"],
  examples: [{ title: "The last day's records", input: { since: "24h" } }],
  download({ ports }, { since, until }) {
    const entries = ports.audit.entries({
      ...(since === undefined ? {} : { since: since * 1000 }),
      ...(until === undefined ? {} : { until: until * 1000 }),
    });
    const lines = (function* () {
      for (const entry of entries) yield `${oneLine(JSON.stringify(entry))}\n`;
    })();
    return Promise.resolve({
      bytes: Readable.from(lines, { objectMode: false }),
      contentType: "application/x-ndjson",
      filename: "audit.ndjson",
    });
  },
});
