import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import { ownerLabel } from "../../catalogue/owner-label.ts";
import { timestamp } from "../../kernel/clock.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { labelFilter } from "../fields/labels.ts";
import { moment } from "../fields/moment.ts";
import { endpointName } from "./endpoint-name.ts";
import { diskSizes } from "./disk.ts";
import { prunes } from "./kinds.ts";
import type { Ports } from "../ports.ts";
import type { PrunePlans } from "./plans.ts";
import { type Candidate, type Choice, pruneKinds, type PruneKind } from "./prunable.ts";

/** Things that one plan holds: a plan is read by people, and by models. */
const most = 1_000;

const item = z.object({
  kind: z.enum(pruneKinds),
  id: z.string().describe("In full; a volume's name."),
  name: z.string(),
  bytes: z.number().nullable().describe("What its removal frees, shared layers left out; null where nobody knows."),
  created: z.string().nullable().describe("RFC 3339."),
  last_used: z
    .string()
    .nullable()
    .describe(
      "RFC 3339; null where nothing is known of a use. For images, volumes and networks as far as events are kept.",
    ),
  owner: z.string().nullable().describe("Id of the token that made it through this server; null where none did."),
  dependants: z.array(z.string()).describe("What builds on it or refers to it, without using it."),
  asks: z.boolean().describe("True when its removal needs a person's approval."),
});

/** The plans; servers always keep them. */
export function plansOf({ prunes: plans }: Ports): PrunePlans {
  if (plans !== undefined) return plans;
  throw new GnosisError("PLAN_NOT_FOUND", "This server keeps no plans.");
}

/** Says exactly what a prune would remove. */
export const prunePlan = define({
  id: "prune.plan",
  summary: "Say exactly what a prune would remove: ids, sizes, last use and dependants. Nothing is removed.",
  description: `The plan's id is good for an hour, for the same caller alone. What only a container of the same plan uses stays out: make another plan after it. A plan holds the ${most} largest things.`,
  risk: "read",
  http: { method: "POST", path: "/api/prunes" },
  input: z.strictObject({
    kinds: z
      .array(z.enum(pruneKinds))
      .min(1)
      .default(["container", "network", "image", "cache"])
      .describe("What to look for; volumes only when they are named here."),
    all: z.boolean().default(false).describe("Images with a tag and volumes with a name too."),
    label: labelFilter.optional(),
    until: moment("Only what was created before then.").optional(),
  }),
  output: z.object({
    plan: z.string().describe("Its id, for `prune.apply`."),
    expires: z.string().describe("RFC 3339."),
    items: z.array(item).describe("What would go, the largest first."),
    kept: z
      .array(z.object({ kind: z.enum(pruneKinds), id: z.string(), name: z.string(), reason: z.string() }))
      .describe("What nobody uses but has to stay."),
    left_out: z.number().describe("Smaller things beyond what one plan holds."),
    bytes: z.number().describe("What all of it would free, as far as the engine tells."),
    by_kind: z.array(z.object({ kind: z.enum(pruneKinds), count: z.number(), bytes: z.number() })),
  }),
  deadline: 300_000,
  errors: [...engineErrors, "PLAN_NOT_FOUND", "STORE_FAILED"],
  examples: [
    { title: "What could go", input: {} },
    { title: "Unused volumes, named ones too", input: { kinds: ["volume"], all: true } },
  ],
  async run(context, input) {
    const { all, label, until } = input;
    const choice = { all, ...(label === undefined ? {} : { label }), ...(until === undefined ? {} : { until }) };
    const wanted = new Set<PruneKind>(input.kinds);
    const { going, kept } = await sort(context, wanted, choice);
    const largest = going.toSorted((a, b) => (b.candidate.bytes ?? 0) - (a.candidate.bytes ?? 0)).slice(0, most);
    const chosen = new Set(largest.map(({ candidate }) => candidate));
    const inOrder = going.flatMap(({ candidate }) => (chosen.has(candidate) ? [candidate] : []));
    const plan = plansOf(context.ports).keep(context.caller, endpointName(context), inOrder);
    return {
      plan: plan.id,
      expires: timestamp(plan.expires),
      items: largest.map(({ candidate, asks }) => itemOf(candidate, asks)),
      kept,
      left_out: going.length - largest.length,
      bytes: sum(inOrder),
      by_kind: pruneKinds.flatMap((kind) => {
        const those = inOrder.filter((one) => one.kind === kind);
        return wanted.has(kind) ? [{ kind, count: those.length, bytes: sum(those) }] : [];
      }),
    };
  },
});

const sum = (candidates: readonly Candidate[]): number =>
  candidates.reduce((total, { bytes }) => total + (bytes ?? 0), 0);

const itemOf = ({ kind, id, name, bytes, created, lastUsed, dependants, target }: Candidate, asks: boolean) => ({
  ...{ kind, id, name, bytes, created, last_used: lastUsed, dependants: [...dependants], asks },
  owner: target?.labels[ownerLabel] ?? null,
});

/** What would go, and what the policy or a label keeps, of the kinds that are wanted. */
async function sort(context: OperationContext<Ports>, wanted: ReadonlySet<PruneKind>, choice: Choice) {
  const sizes = wanted.has("image") || wanted.has("volume") ? await diskSizes(context) : undefined;
  const going: { candidate: Candidate; asks: boolean }[] = [];
  const kept: { kind: PruneKind; id: string; name: string; reason: string }[] = [];
  for (const [kind, { prunable, operation }] of Object.entries(prunes)) {
    if (!wanted.has(kind as PruneKind)) continue;
    for (const candidate of await prunable.find(context, choice, sizes)) {
      const { id, name, target } = candidate;
      if (target !== undefined && !context.sees(target)) continue;
      const { effect, reason } = context.decides({ operation, ...(target === undefined ? {} : { target }) });
      // Build cache has no owner: whoever may not remove it learns nothing of what others have built.
      if (effect !== "deny") going.push({ candidate, asks: effect === "ask" });
      else if (target !== undefined && kept.length < most) kept.push({ kind: candidate.kind, id, name, reason });
    }
  }
  return { going, kept };
}
