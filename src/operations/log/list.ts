import { z } from "zod";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";

/** Runs that are looked through for what the caller may see. */
const mostRuns = 2_000;

/** Lists the containers of which output is kept. */
export const logList = define({
  id: "log.list",
  summary: "List the containers, also those that are gone, of which output is kept.",
  description: "Read one with log.history. Those out of the caller's scope are left out.",
  risk: "read",
  http: { method: "GET", path: "/api/logs/history" },
  input: z.strictObject({ limit: z.int().min(1).max(1_000).default(200).describe("How many runs, the newest.") }),
  output: z.object({
    runs: z
      .array(
        z.object({
          full_id: z.string(),
          name: z.string(),
          image: z.string(),
          ended: z.string().describe("RFC 3339."),
          characters: z.number().describe("Length of what is kept."),
          truncated: z.boolean().describe("True when there was more before it."),
        }),
      )
      .describe("Newest first."),
  }),
  deadline: 30_000,
  errors: engineErrors,
  examples: [{ title: "Whose last words are kept?", input: {} }],
  run: async (context, { limit }) => {
    const seen = (context.ports.archive?.list(mostRuns) ?? []).filter(({ container, name, image, labels }) =>
      context.inScope({ kind: "container", id: container, name, labels, image }),
    );
    return Promise.resolve({
      runs: seen.slice(0, limit).map(({ container, name, image, time, characters, truncated }) => ({
        full_id: container,
        ...{ name, image, characters, truncated },
        ended: new Date(time).toISOString(),
      })),
    });
  },
});
