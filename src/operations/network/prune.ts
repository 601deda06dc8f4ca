import { z } from "zod";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { prune, pruned, pruneFields } from "../fields/prune.ts";
import { networkTarget } from "./view.ts";

/** Removes unused networks. */
export const networkPrune = define({
  id: "network.prune",
  summary: "Remove networks that somebody made and that no container is in.",
  description:
    "Each one is removed on its own, and only those that the caller may see. The engine's own networks stay.",
  risk: "destroy",
  http: { method: "POST", path: "/api/networks/prune", failure: "Failed to prune networks" },
  input: z.strictObject(pruneFields),
  output: pruned,
  deadline: 600_000,
  errors: engineErrors,
  examples: [{ title: "See what would go", input: { dry_run: true } }],
  async run(context, input) {
    const { engine, reader } = context.ports;
    const { signal } = context;
    const label = input.label === undefined ? {} : { label: input.label };
    const { value } = await reader.networks({
      filters: { type: ["custom"], dangling: ["true"], ...label },
      fresh: true,
      signal,
    });
    const containers = await reader.containers({ all: true, fresh: true, signal });
    // A stopped container needs its network again when it starts, although the engine calls that network unused.
    const needed = new Set(
      containers.value.flatMap(({ NetworkSettings }) =>
        Object.entries(NetworkSettings?.Networks ?? {}).flatMap(([name, { NetworkID }]) => [name, String(NetworkID)]),
      ),
    );
    const goes = value.filter(
      ({ Id, Name, Created, Scope }) =>
        Scope === "local" &&
        !needed.has(Id) &&
        !needed.has(Name) &&
        (input.until === undefined || Date.parse(Created) / 1000 < input.until),
    );
    const candidates = goes.map((network) => ({ target: networkTarget(network), bytes: 0 }));
    return prune(context, { dryRun: input.dry_run, noun: "network" }, candidates, ({ id }) =>
      engine.json("DELETE", `/networks/${id}`, { signal }),
    );
  },
});
