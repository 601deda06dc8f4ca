import { z } from "zod";
import { enginePath } from "../../engine/path.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { prune, pruned, pruneFields } from "../fields/prune.ts";
import { volumeTarget } from "./view.ts";

/** Removes unused volumes. */
export const volumePrune = define({
  id: "volume.prune",
  summary: "Remove anonymous volumes that no container mounts; with `all`, named ones too.",
  description: "Each one is removed on its own, and only those that the caller may see.",
  risk: "destroy",
  http: { method: "POST", path: "/api/volumes/prune", failure: "Failed to prune volumes" },
  input: z.strictObject({ all: z.boolean().default(false).describe("Named volumes too."), ...pruneFields }),
  output: pruned,
  deadline: 1_200_000,
  errors: engineErrors,
  examples: [{ title: "See what would go", input: { all: true, dry_run: true } }],
  async run(context, input) {
    const { signal } = context;
    const label = input.label === undefined ? {} : { label: input.label };
    const { value } = await context.ports.reader.volumes({
      filters: { dangling: ["true"], ...label },
      fresh: true,
      signal,
    });
    const goes = value.filter(
      ({ Name, CreatedAt }) =>
        (input.all || /^[0-9a-f]{64}$/u.test(Name)) &&
        (input.until === undefined || (CreatedAt !== undefined && Date.parse(CreatedAt) / 1000 < input.until)),
    );
    const candidates = goes.map((volume) => ({ target: volumeTarget(volume), bytes: null }));
    return prune(context, { dryRun: input.dry_run, noun: "volume" }, candidates, ({ id }) =>
      context.ports.engine.json("DELETE", enginePath`/volumes/${id}`, { signal, timeout: 110_000 }),
    );
  },
});
