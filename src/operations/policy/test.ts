import { z } from "zod";
import { define } from "../define.ts";
import { policyText } from "./fields.ts";

/** Runs a table of cases against a policy. */
export const policyTest = define({
  id: "policy.test",
  summary: "Run a table of cases against a policy: who asks for what on what, and what is expected.",
  risk: "read",
  http: { method: "POST", path: "/api/policy/test" },
  input: z.strictObject({
    cases: z.string().min(1).max(262_144).describe("The table, YAML."),
    policy: policyText.optional().describe("The policy to test; the one in force when absent."),
  }),
  output: z.object({
    ok: z.boolean(),
    passed: z.int(),
    failed: z.int(),
    results: z.array(
      z.object({
        line: z.int(),
        name: z.string(),
        ok: z.boolean(),
        expected: z.string(),
        got: z.string(),
        rule: z.string(),
        reason: z.string(),
      }),
    ),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "POLICY_INVALID"],
  examples: [
    {
      title: "A viewer changes nothing",
      input: { cases: "cases:\n  - { as: viewer, operation: container.stop, target: { name: web }, expect: deny }\n" },
    },
  ],
  run: async ({ ports }, { cases, policy }) => {
    const report = await ports.policy.test(cases, policy);
    return { ...report, results: report.results.map((result) => ({ ...result })) };
  },
});
