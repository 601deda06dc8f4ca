import { z } from "zod";
import { GnosisError } from "../../../kernel/errors.ts";
import { type Answer, changes, type Ran, tool } from "../tool.ts";
import { agoText, bytesText } from "../text/units.ts";

interface PruneAnswer {
  readonly removed: readonly { readonly id: string; readonly name: string; readonly bytes: number | null }[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  readonly reclaimed_bytes: number;
}

interface PlanAnswer {
  readonly plan: string;
  readonly items: readonly {
    readonly name: string;
    readonly bytes: number | null;
    readonly last_used: string | null;
    readonly dependants: readonly string[];
  }[];
  readonly kept: readonly { readonly name: string; readonly reason: string }[];
  readonly bytes: number;
}

export const hostPrune = tool({
  name: "host_prune",
  profile: "admin",
  description:
    "Remove unused objects of a kind, or with plan exactly what a dry_run listed. all: also tagged images, named volumes.",
  operations: ["container.prune", "image.prune", "volume.prune", "network.prune", "cache.prune", "prune.apply"],
  hints: changes({ idempotentHint: true }),
  long: true,
  input: z.strictObject({
    kind: z.enum(["container", "image", "volume", "network", "cache"]).optional(),
    dry_run: z.boolean().optional(),
    all: z.boolean().optional(),
    until: z.string().optional().describe("older than, 24h"),
    plan: z.string().optional(),
  }),
  call: async ({ run, can }, { kind, all, plan, ...rest }) => {
    if (plan !== undefined) return pruneAnswer(await run<PruneAnswer>("prune.apply", { plan }), "object");
    if (kind === undefined) throw new GnosisError("INPUT_INVALID", "Give kind or plan.", { where: "kind" });
    const aged = rest.until === undefined ? {} : { until: rest.until };
    if (rest.dry_run === true && can("prune.plan") && can("prune.apply"))
      return planAnswer(await run<PlanAnswer>("prune.plan", { kinds: [kind], all: all === true, ...aged }), kind);
    const wide = all === undefined || (kind !== "image" && kind !== "volume") ? {} : { all };
    return pruneAnswer(await run<PruneAnswer>(`${kind}.prune`, { ...rest, ...wide }), kind, rest.dry_run);
  },
});

/** What a plan would remove, and its id. */
function planAnswer({ value }: Ran<PlanAnswer>, kind: string): Answer {
  const { plan, items, kept, bytes } = value;
  const lines = items.map((one) =>
    [
      one.name,
      one.bytes === null ? "" : bytesText(one.bytes),
      one.last_used === null ? "" : `last used ${agoText(Date.parse(one.last_used))}`,
      one.dependants.length === 0 ? "" : `below ${one.dependants.join(", ")}`,
    ]
      .filter((part) => part !== "")
      .join(" "),
  );
  const left = kept.map((one) => `stays ${one.name}: ${one.reason}`);
  return {
    text: {
      head: [`${items.length} ${kind}s would be removed, ${bytesText(bytes)} freed; plan ${plan}, good for an hour`],
      lines: [...lines, ...left],
      keep: "start",
    },
    data: { plan, count: items.length, bytes },
  };
}

/** What was removed and what was left. */
function pruneAnswer({ value, record }: Ran<PruneAnswer>, kind: string, dry = false): Answer {
  const gone = value.removed.map((one) => `${one.name}${one.bytes === null ? "" : ` ${bytesText(one.bytes)}`}`);
  const kept = value.skipped.map((one) => `skipped ${one.name}: ${one.reason}`);
  const would = dry ? "would be " : "";
  return {
    text: {
      head: [
        `${gone.length} ${kind}s ${would}removed, ${bytesText(value.reclaimed_bytes)} ${would}freed (record ${record})`,
      ],
      lines: [...gone, ...kept],
      keep: "start",
    },
    data: { removed: gone.length, bytes: value.reclaimed_bytes, record },
  };
}

export const objectRemove = tool({
  name: "object_remove",
  profile: "admin",
  description: "Remove an image, volume or network.",
  operations: ["image.remove", "volume.remove", "network.remove"],
  hints: changes({ idempotentHint: true }),
  long: false,
  input: z.strictObject({
    kind: z.enum(["image", "volume", "network"]),
    name: z.string().min(1),
    force: z.boolean().optional(),
  }),
  call: async ({ run }, { kind, name, force }) => {
    const { record } = await run(`${kind}.remove`, {
      id: name,
      ...(force === undefined || kind === "network" ? {} : { force }),
    });
    return { text: `${kind} ${name} is removed (record ${record})`, data: { record } };
  },
});

export const objectCreate = tool({
  name: "object_create",
  profile: "develop",
  description: "Create a volume or network.",
  operations: ["volume.create", "network.create"],
  hints: changes({ destructiveHint: false }),
  long: false,
  input: z.strictObject({
    kind: z.enum(["volume", "network"]),
    name: z.string().min(1),
    labels: z.record(z.string(), z.string()).optional(),
  }),
  call: async ({ run }, { kind, ...rest }) => {
    const { record } = await run(`${kind}.create`, rest);
    return { text: `${kind} ${rest.name} is made (record ${record})`, data: { record } };
  },
});
