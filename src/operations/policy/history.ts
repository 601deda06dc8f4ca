import { z } from "zod";
import { define } from "../define.ts";

/** Lists former policies. */
export const policyHistory = define({
  id: "policy.history",
  summary: "List the versions of the policy file that were in force: since when, who changed it, and why.",
  risk: "read",
  http: { method: "GET", path: "/api/policy/history" },
  input: z.strictObject({ limit: z.int().min(1).max(500).default(50).describe("The most to list, newest first.") }),
  output: z.object({
    versions: z.array(
      z.object({
        version: z.int(),
        time: z.string().describe("Since when it was in force."),
        digest: z.string().describe("As records name the policy that decided."),
        by: z
          .string()
          .nullable()
          .describe("Who changed it through this server; null when the file was changed otherwise."),
        reason: z.string().nullable(),
        in_force: z.boolean(),
      }),
    ),
  }),
  deadline: 10_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "STORE_FAILED"],
  examples: [{ title: "The newest", input: { limit: 10 } }],
  run: ({ ports }, { limit }) =>
    Promise.resolve({
      versions: ports.policy.versions(limit).map(({ number, inForce, ...rest }) => ({
        version: number,
        ...rest,
        in_force: inForce,
      })),
    }),
});
