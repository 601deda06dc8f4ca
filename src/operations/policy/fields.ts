import { z } from "zod";
import type { ErrorCode } from "../../kernel/error-table.ts";

/** The text of a policy file. */
export const policyText = z.string().min(1).max(262_144).describe("The policy file's text, YAML.");

/** Where a rule stands. */
export const source = z.object({ file: z.string(), line: z.int().describe("Counted from 1.") });

/** Why the policy is changed. */
export const policyReason = z.string().min(1).max(500).describe("Why; it stands in the history.");

/** What a change of the policy was made from. */
export const textBase = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "must be a SHA-256")
  .optional()
  .describe("`text_digest` of the text that it was made from: the change is refused when the file is another by now.");

/** A version of the policy. */
export const versionNumber = z.int().min(1).describe("The version's number, from `policy.history`.");

/** What a change of the policy can fail with. */
export const policyChangeErrors = [
  "INPUT_INVALID",
  "FIELD_UNKNOWN",
  "POLICY_INVALID",
  "POLICY_READ_ONLY",
  "CONFLICT",
  "STORE_FAILED",
] as const satisfies readonly ErrorCode[];
