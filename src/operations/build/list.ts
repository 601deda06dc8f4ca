import { z } from "zod";
import { define } from "../define.ts";
import { build, buildOf, seesBuild, theBuilds } from "./view.ts";

/** Lists builds. */
export const buildList = define({
  id: "build.list",
  summary: "List builds that run or have run, without their logs.",
  risk: "read",
  http: { method: "GET", path: "/api/builds" },
  input: z.strictObject({ limit: z.int().min(1).max(200).default(50).describe("The most builds to give.") }),
  output: z.object({
    builds: z.array(build.omit({ logs: true, truncated: true, result: true })).describe("Newest first."),
    total: z.number().describe("How many there are in this answer."),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN"],
  examples: [{ title: "The newest builds", input: { limit: 10 } }],
  run(context, { limit }) {
    const visible = theBuilds(context)
      .list(limit)
      .filter((record) => seesBuild(context, record));
    const builds = visible.map(buildOf).map(({ logs: _, truncated: __, result: ___, ...rest }) => rest);
    return Promise.resolve({ builds, total: builds.length });
  },
});
