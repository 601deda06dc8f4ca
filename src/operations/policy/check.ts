import { z } from "zod";
import { define } from "../define.ts";
import { policyText } from "./fields.ts";

/** Checks a policy file without putting it in force. */
export const policyCheck = define({
  id: "policy.check",
  summary: "Check a policy file without putting it in force; problems are told with line and column.",
  risk: "read",
  http: { method: "POST", path: "/api/policy/check" },
  input: z.strictObject({ policy: policyText }),
  output: z.object({
    valid: z.boolean(),
    digest: z.string().optional().describe("SHA-256 of the policy's canonical form."),
    roles: z.array(z.string()).describe("Built-in ones included."),
    problems: z.array(
      z.object({
        line: z.int().describe("Counted from 1."),
        column: z.int().describe("Counted from 1."),
        path: z.string(),
        message: z.string(),
      }),
    ),
  }),
  deadline: 10_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN"],
  examples: [
    { title: "A role that looks only", input: { policy: "version: 1\nroles:\n  look:\n    allow: [risk:read]\n" } },
  ],
  run: ({ ports }, { policy }) => {
    const { valid, digest, roles, problems } = ports.policy.check(policy);
    return Promise.resolve({
      valid,
      ...(digest === undefined ? {} : { digest }),
      roles: [...roles],
      problems: problems.map((problem) => ({ ...problem })),
    });
  },
});
