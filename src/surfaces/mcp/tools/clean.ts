import { z } from "zod";
import { changes, tool } from "../tool.ts";
import { bytesText } from "../text/units.ts";

interface PruneAnswer {
  readonly deleted?: readonly (string | Readonly<Record<string, unknown>>)[];
  readonly removed?: readonly (string | Readonly<Record<string, unknown>>)[];
  readonly reclaimed_bytes?: number;
  readonly space_reclaimed?: number;
  readonly reclaimed?: number;
}

export const hostPrune = tool({
  name: "host_prune",
  profile: "admin",
  description: "Remove all unused objects of one kind. See host_diagnose first for what that frees.",
  operations: ["container.prune", "image.prune", "volume.prune", "network.prune"],
  hints: changes({ idempotentHint: true }),
  long: true,
  input: z.strictObject({ kind: z.enum(["container", "image", "volume", "network"]) }),
  call: async ({ run }, { kind }) => {
    const { value, record } = await run<PruneAnswer>(`${kind}.prune`, {});
    const gone = (value.removed ?? value.deleted ?? []).map((one) =>
      typeof one === "string" ? one : JSON.stringify(one),
    );
    const bytes = value.reclaimed_bytes ?? value.space_reclaimed ?? value.reclaimed ?? 0;
    return {
      text: {
        head: [`${gone.length} ${kind}s removed, ${bytesText(bytes)} freed (record ${record})`],
        lines: gone,
        keep: "start",
      },
      data: { removed: gone.length, bytes, record },
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
