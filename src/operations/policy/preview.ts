import { z } from "zod";
import { define } from "../define.ts";
import { moment } from "../fields/moment.ts";
import { policyText } from "./fields.ts";

const decided = z.object({ effect: z.string(), rule: z.string() });

/** Replays the audit log against another policy. */
export const policyPreview = define({
  id: "policy.preview",
  summary: "Replay recorded calls against another policy: what would have been decided otherwise.",
  risk: "read",
  http: { method: "POST", path: "/api/policy/preview" },
  input: z.strictObject({
    policy: policyText,
    since: moment("Only calls from then on.").optional(),
    limit: z.int().min(1).max(20_000).default(2000).describe("The most calls to replay, newest first."),
  }),
  output: z.object({
    replayed: z.int(),
    same: z.int(),
    unknown: z.int().describe("Calls on objects that are gone, and whose labels would decide."),
    since: z.string().optional().describe("Time of the oldest record that was looked at; absent when there was none."),
    different: z.array(
      z.object({
        record: z.string(),
        time: z.string(),
        caller: z.string(),
        role: z.string(),
        operation: z.string(),
        targets: z.array(z.string()),
        before: decided,
        after: decided.extend({ line: z.int().optional(), reason: z.string() }),
      }),
    ),
  }),
  deadline: 60_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "POLICY_INVALID", "STORE_FAILED"],
  examples: [
    {
      title: "What if nobody were allowed anything but looking",
      input: { policy: "version: 1\nroles: {}\n", since: "24h" },
    },
  ],
  run: async ({ ports }, { policy, since, limit }) => {
    const found = await ports.policy.preview({
      policy,
      limit,
      ...(since === undefined ? {} : { since: since * 1000 }),
    });
    return {
      ...found,
      different: found.different.map((each) => ({ ...each, targets: [...each.targets] })),
    };
  },
});
