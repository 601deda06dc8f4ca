import { z } from "zod";

/** The text of a policy file. */
export const policyText = z.string().min(1).max(262_144).describe("The policy file's text, YAML.");

/** Where a rule stands. */
export const source = z.object({ file: z.string(), line: z.int().describe("Counted from 1.") });
