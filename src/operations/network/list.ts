import { z } from "zod";
import { redact } from "../../kernel/redaction.ts";
import { define } from "../define.ts";
import { fresh } from "../fields/fresh.ts";
import { engineErrors } from "../fields/errors.ts";
import { labelFilter } from "../fields/labels.ts";
import { limit } from "../fields/page.ts";
import { networkOf, networkTarget, networkView } from "./view.ts";

/** Lists networks. */
export const networkList = define({
  id: "network.list",
  summary: "List networks.",
  risk: "read",
  http: { method: "GET", path: "/api/networks" },
  input: z.strictObject({
    name: z.string().min(1).max(512).optional().describe("Only those whose name contains this."),
    driver: z.string().min(1).max(512).optional().describe("Only those of this driver."),
    type: z.enum(["builtin", "custom"]).optional().describe("Only the engine's own ones, or only the others."),
    label: labelFilter.optional(),
    limit: limit.optional(),
    fresh,
  }),
  output: z.object({
    networks: z.array(networkView),
    total: z.number().describe("How many there are in this answer."),
  }),
  deadline: 30_000,
  errors: engineErrors,
  examples: [{ title: "Networks that somebody made", input: { type: "custom" } }],
  async run(context, asked) {
    const { value, age } = await context.ports.reader.networks({
      fresh: asked.fresh,
      filters: {
        ...(asked.name === undefined ? {} : { name: [asked.name] }),
        ...(asked.driver === undefined ? {} : { driver: [asked.driver] }),
        ...(asked.type === undefined ? {} : { type: [asked.type] }),
        ...(asked.label === undefined ? {} : { label: asked.label }),
      },
      signal: context.signal,
    });
    context.observed(age);
    const visible = value.filter((network) => context.sees(networkTarget(network))).slice(0, asked.limit);
    const networks = visible.map(networkOf).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return { networks: context.revealsSecrets ? networks : redact(networks), total: networks.length };
  },
});
