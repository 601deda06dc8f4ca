import { z } from "zod";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { ofScope, runFields, runView } from "./run.ts";

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
          ...runFields,
          characters: z.number().describe("Length of what is kept."),
        }),
      )
      .describe("Newest first."),
  }),
  deadline: 30_000,
  errors: engineErrors,
  examples: [{ title: "Whose last words are kept?", input: {} }],
  run: async (context, { limit }) => {
    const seen = ofScope(context, context.ports.archive?.list(mostRuns) ?? []);
    return Promise.resolve({
      runs: seen.slice(0, limit).map((run) => ({ ...runView(run), characters: run.characters })),
    });
  },
});
