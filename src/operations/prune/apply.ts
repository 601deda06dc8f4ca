import { z } from "zod";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { endpointName } from "./endpoint-name.ts";
import { prunes } from "./kinds.ts";
import { plansOf } from "./plan.ts";
import type { Candidate } from "./prunable.ts";
import { removalEffects } from "./removal-effects.ts";
import { removals, removeEach } from "./remove-each.ts";

const picked = (candidates: readonly Candidate[], only: readonly string[] | undefined): readonly Candidate[] => {
  const wanted = only === undefined ? undefined : new Set(only);
  return candidates.filter(({ id }) => wanted?.has(id) ?? true);
};

/** Removes what a plan says. */
export const pruneApply = define({
  id: "prune.apply",
  summary: "Remove exactly what a plan of prune.plan says, looking at each thing again before it goes.",
  description:
    "Each is a call of its own: decided as the prune of its kind, recorded, and with a receipt. What is used by now, has changed since the plan or is gone is skipped and said. A plan can be applied again: what is left of it goes then.",
  risk: "destroy",
  http: { method: "POST", path: "/api/prunes/{plan}/apply" },
  input: z.strictObject({
    plan: z.string().min(1).max(100).describe("The plan's id."),
    only: z
      .array(z.string().min(1).max(300))
      .min(1)
      .optional()
      .describe("Ids of the plan's things that shall go; all when absent."),
  }),
  output: z.object({ message: z.string().describe("What was done, for people."), ...removals }),
  deadline: 1_200_000,
  errors: [...engineErrors, "PLAN_NOT_FOUND", "STORE_FAILED"],
  examples: [{ title: "Remove what the plan says", input: { plan: "prn_7k2mq9wxyzabcdef" } }],
  effects: (about, { plan, only }) => {
    const { candidates } = plansOf(about.ports).find(about.caller, endpointName(about), plan);
    const chosen = picked(candidates, only);
    return Promise.resolve(removalEffects(chosen));
  },
  async run(context, { plan, only }) {
    const { candidates } = plansOf(context.ports).find(context.caller, endpointName(context), plan);
    const chosen = picked(candidates, only);
    const all = chosen.map((candidate) => ({ candidate, ...prunes[candidate.kind] }));
    const done = await removeEach(context, all, { plan });
    return { message: `${done.removed.length} of ${chosen.length} removed`, ...done };
  },
});
