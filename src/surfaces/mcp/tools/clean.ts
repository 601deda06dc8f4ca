import { z } from "zod";
import { changes, tool } from "../tool.ts";
import { bytesText } from "../text/units.ts";

interface PruneAnswer {
  readonly removed: readonly { readonly id: string; readonly name: string; readonly bytes: number | null }[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  readonly reclaimed_bytes: number;
}

export const hostPrune = tool({
  name: "host_prune",
  profile: "admin",
  description: "Remove unused objects of one kind; dry_run lists them first. all: also tagged images, named volumes.",
  operations: ["container.prune", "image.prune", "volume.prune", "network.prune"],
  hints: changes({ idempotentHint: true }),
  long: true,
  input: z.strictObject({
    kind: z.enum(["container", "image", "volume", "network"]),
    dry_run: z.boolean().optional(),
    all: z.boolean().optional(),
  }),
  call: async ({ run }, { kind, all, ...rest }) => {
    const wide = all === undefined || kind === "container" || kind === "network" ? {} : { all };
    const { value, record } = await run<PruneAnswer>(`${kind}.prune`, { ...rest, ...wide });
    const gone = value.removed.map((one) => `${one.name}${one.bytes === null ? "" : ` ${bytesText(one.bytes)}`}`);
    const kept = value.skipped.map((one) => `skipped ${one.name}: ${one.reason}`);
    const would = rest.dry_run === true ? "would be " : "";
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
  },
});

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
