import { z } from "zod";
import type { AuditProblem } from "../../catalogue/ports/audit-reader.ts";
import { define } from "../define.ts";

const problem = z.object({
  kind: z.string(),
  sequence: z.number().describe("The record that it was found at."),
  message: z.string(),
});
const problemOf = ({ kind, sequence, message }: AuditProblem): z.output<typeof problem> => ({
  kind,
  sequence,
  message,
});

/** Checks the audit log. */
export const auditVerify = define({
  id: "audit.verify",
  summary: "Check that no record of the audit log was changed, removed or added by anything but the server.",
  risk: "read",
  http: { method: "GET", path: "/api/audit/verify" },
  input: z.strictObject({}),
  output: z.object({
    ok: z.boolean(),
    log: z.string().describe("The log's own id."),
    records: z.number().describe("Records that were checked."),
    last_hash: z.string().nullable(),
    broken: problem.nullable().describe("The first broken record."),
    problems: z.array(problem),
    heads: z.number().describe("Signed heads that were checked."),
    signed_until: z.number().nullable().describe("The newest record that a signature covers."),
    unknown: z.array(z.string()).describe("Calls whose outcome nobody knows: a crash came before it."),
    open: z.number().describe("Calls that are running."),
    cut: z
      .object({
        until: z.number().describe("The last record that was cut off."),
        time: z.string().describe("Its time, RFC 3339."),
        at: z.string().describe("When it was cut off, RFC 3339."),
        setting: z.string().describe("The setting that wanted it."),
        file: z.string().nullable().describe("The file that the newest of them were written to before."),
        sha256: z.string().nullable().describe("Of that file, hex."),
      })
      .nullable()
      .describe("What was taken away because of the settings; what remains is chained to it."),
    public_key: z.string().describe("Ed25519 key of the signatures, base64."),
  }),
  deadline: 600_000,
  errors: ["STORE_FAILED"],
  examples: [{ title: "Check the audit log", input: {} }],
  async run({ ports, signal }) {
    const report = await ports.audit.verify(signal);
    return {
      ok: report.ok,
      log: report.log,
      records: report.records,
      last_hash: report.last?.hash ?? null,
      broken: report.broken === undefined ? null : problemOf(report.broken),
      problems: report.problems.map(problemOf),
      heads: report.heads,
      signed_until: report.signed?.sequence ?? null,
      unknown: [...report.unknown],
      open: report.open,
      cut:
        report.cut === undefined
          ? null
          : {
              ...{ until: report.cut.seq, time: report.cut.until, at: report.cut.time, setting: report.cut.setting },
              ...{ file: report.cut.file ?? null, sha256: report.cut.sha256 ?? null },
            },
      public_key: report.publicKey,
    };
  },
});
