import { z } from "zod";
import { redact } from "../../kernel/redaction.ts";
import { define } from "../define.ts";
import { fresh } from "../fields/fresh.ts";
import { engineErrors } from "../fields/errors.ts";
import { labelFilter } from "../fields/labels.ts";
import { limit } from "../fields/page.ts";
import { volumeOf, volumeTarget, volumeView } from "./view.ts";

/** Lists volumes. */
export const volumeList = define({
  id: "volume.list",
  summary: "List volumes.",
  risk: "read",
  http: { method: "GET", path: "/api/volumes" },
  input: z.strictObject({
    name: z.string().min(1).max(512).optional().describe("Only those whose name contains this."),
    driver: z.string().min(1).max(512).optional().describe("Only those of this driver."),
    unused: z.boolean().optional().describe("Only those that no container mounts; false: only those that one does."),
    label: labelFilter.optional(),
    limit: limit.optional(),
    fresh,
  }),
  output: z.object({
    volumes: z.array(volumeView),
    total: z.number().describe("How many there are in this answer."),
  }),
  deadline: 30_000,
  errors: engineErrors,
  examples: [{ title: "Volumes that nothing uses", input: { unused: true } }],
  async run(context, asked) {
    const { value, age } = await context.ports.reader.volumes({
      fresh: asked.fresh,
      filters: {
        ...(asked.name === undefined ? {} : { name: [asked.name] }),
        ...(asked.driver === undefined ? {} : { driver: [asked.driver] }),
        ...(asked.unused === undefined ? {} : { dangling: [String(asked.unused)] }),
        ...(asked.label === undefined ? {} : { label: asked.label }),
      },
      signal: context.signal,
    });
    context.observed(age);
    const visible = value.filter((volume) => context.sees(volumeTarget(volume))).slice(0, asked.limit);
    const volumes = visible.map(volumeOf).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return { volumes: context.revealsSecrets ? volumes : redact(volumes), total: volumes.length };
  },
});
