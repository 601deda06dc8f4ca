import { z } from "zod";
import { lineDiff } from "../../kernel/line-diff.ts";
import { define } from "../define.ts";
import { policyText, versionNumber } from "./fields.ts";

/** Compares two policies. */
export const policyDiff = define({
  id: "policy.diff",
  summary: "Compare two texts of the policy line by line: versions, the file as it stands, or one that might be.",
  risk: "read",
  http: { method: "POST", path: "/api/policy/diff" },
  input: z.strictObject({
    from: versionNumber.optional().describe("The former version; the file as it stands when absent."),
    to: versionNumber.optional().describe("The latter version; the file as it stands when absent."),
    policy: policyText.optional().describe("A text instead of the latter version."),
  }),
  output: z.object({
    added: z.int(),
    removed: z.int(),
    lines: z.array(z.object({ sign: z.enum([" ", "-", "+"]), text: z.string() })),
    text: z.string().describe("The latter text, whole."),
  }),
  deadline: 10_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "POLICY_VERSION_NOT_FOUND", "STORE_FAILED"],
  examples: [{ title: "What a new text would change", input: { policy: "version: 1\nroles: {}\n" } }],
  run({ ports }, { from, to, policy }) {
    const textOf = (version: number | undefined): string =>
      version === undefined ? (ports.policy.show().text ?? "") : ports.policy.version(version);
    const text = policy ?? textOf(to);
    const lines = lineDiff(textOf(from), text);
    const count = (sign: string): number => lines.filter((line) => line.sign === sign).length;
    return Promise.resolve({ added: count("+"), removed: count("-"), lines, text });
  },
});
