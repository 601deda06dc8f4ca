import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { build, buildOf, seesBuild, theBuilds } from "./view.ts";

/** Tells how a build goes. */
export const buildInspect = define({
  id: "build.inspect",
  summary: "Show how a build goes or went: status, log, and the image when it is done.",
  risk: "read",
  http: { method: "GET", path: "/api/builds/{build_id}", aliases: ["/api/build/{build_id}/status"] },
  input: z.strictObject({ build_id: z.string().min(1).max(300).describe("The build's id.") }),
  output: build,
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "BUILD_NOT_FOUND"],
  examples: [{ title: "How does it go?", input: { build_id: "web_20260131_120000_1a2b3c" } }],
  run(context, { build_id: id }) {
    const record = theBuilds(context).find(id);
    if (!seesBuild(context, record)) throw new GnosisError("BUILD_NOT_FOUND", `Build ID not found: ${id}`);
    return Promise.resolve(buildOf(record));
  },
});
