import { z } from "zod";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { prune, pruned, pruneFields } from "../fields/prune.ts";
import { containerTarget } from "./view.ts";

/** Removes stopped containers. */
export const containerPrune = define({
  id: "container.prune",
  summary: "Remove all stopped containers, or those of a label or age.",
  description: "Each one is removed on its own, and only those that the caller may see.",
  risk: "destroy",
  http: { method: "POST", path: "/api/containers/prune", failure: "Failed to prune containers" },
  input: z.strictObject(pruneFields),
  output: pruned,
  deadline: 600_000,
  errors: engineErrors,
  examples: [
    { title: "See what would go", input: { dry_run: true } },
    { title: "Remove what stopped more than a day ago", input: { until: "24h", dry_run: true } },
  ],
  async run(context, input) {
    const { value } = await context.ports.reader.containers({
      all: true,
      size: true,
      fresh: true,
      filters: {
        status: ["created", "exited", "dead"],
        ...(input.label === undefined ? {} : { label: input.label }),
      },
      signal: context.signal,
    });
    const old = value.filter(({ Created }) => input.until === undefined || Created < input.until);
    const candidates = old.map((summary) => ({ target: containerTarget(summary), bytes: summary.SizeRw ?? 0 }));
    return prune(context, { dryRun: input.dry_run, noun: "container" }, candidates, ({ id }) =>
      context.ports.engine.json("DELETE", `/containers/${id}`, { query: { v: false }, signal: context.signal }),
    );
  },
});
