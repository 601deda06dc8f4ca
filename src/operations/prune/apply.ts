import { z } from "zod";
import { formatSize } from "../../kernel/sizes.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { endpointName } from "./endpoint-name.ts";
import { prunes } from "./kinds.ts";
import { plansOf } from "./plan.ts";
import { pruneKinds, type Candidate } from "./prunable.ts";
import { removals, removeEach } from "./remove-each.ts";

/** Things of a plan that an approval names one by one; of the rest it gives number and size. */
const named = 50;

const sentence = ({ kind, name, bytes, lastUsed, dependants }: Candidate): string =>
  [
    `Removes the ${kind} '${name}'`,
    ...(bytes === null ? [] : [formatSize(bytes)]),
    lastUsed === null ? "no use known" : `last used ${lastUsed}`,
    ...(dependants.length === 0 ? [] : [`${dependants.length} build on it`]),
  ].join(", ");

const size = (candidates: readonly Candidate[]): string =>
  formatSize(candidates.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0));

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
    const counts = pruneKinds.flatMap((kind) => {
      const those = chosen.filter((one) => one.kind === kind);
      return those.length === 0 ? [] : [`${kind}: ${those.length}, ${size(those)}`];
    });
    const rest = chosen.slice(named);
    return Promise.resolve([
      `Removes ${chosen.length} things of ${size(chosen)} (${counts.join("; ")}).`,
      ...chosen.slice(0, named).map((one) => `${sentence(one)}.`),
      ...(rest.length === 0 ? [] : [`And ${rest.length} more of ${size(rest)}.`]),
    ]);
  },
  async run(context, { plan, only }) {
    const { candidates } = plansOf(context.ports).find(context.caller, endpointName(context), plan);
    const chosen = picked(candidates, only);
    const all = chosen.map((candidate) => ({ candidate, ...prunes[candidate.kind] }));
    const done = await removeEach(context, all, { plan });
    return { message: `${done.removed.length} of ${chosen.length} removed`, ...done };
  },
});
