import { z } from "zod";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { directoryTar } from "./context/directory-tar.ts";
import { projectDirectory } from "./context/project.ts";
import { buildFields, buildParameters, dockerfileOf, projectFields, tagsOf } from "./input.ts";
import { runBuild } from "./run-build.ts";
import { theBuilds } from "./view.ts";

/** Starts a build that goes on by itself. */
export const buildStart = define({
  id: "build.start",
  summary: "Start building an image from a project's directory, and answer at once; ask for it later by its id.",
  description:
    "Projects are directories in the configured project roots. `.dockerignore` is honoured; links out of the directory are not followed.",
  risk: "change",
  riskCeiling: "host",
  http: { method: "POST", path: "/api/builds", status: 202, aliases: ["/api/build"] },
  input: z.strictObject({ ...projectFields, ...buildFields }),
  output: z.object({
    message: z.string().describe("What was done, for people."),
    build_id: z.string(),
    project: z.string(),
    tag: z.string(),
    host_path: z.string().describe("The directory that it is built from."),
    status_endpoint: z.string().describe("Where to ask for it."),
  }),
  creates: "image",
  body: { kind: "image.build", of: (input) => buildParameters(input, input.project) },
  deadline: 30_000,
  errors: [...engineErrors, "PROJECT_NOT_FOUND", "LIMIT_REACHED", "CONTAINMENT_DENIED"],
  examples: [{ title: "Build a project", input: { project: "web", tag: "web:1" } }],
  async run(context, input) {
    const { ports, body, revealsSecrets, caller, againstBase: against } = context;
    const directory = await projectDirectory(
      { project: input.project, path: input.path ?? undefined },
      ports.projectRoots ?? [],
    );
    const archive = await directoryTar(directory, dockerfileOf(input));
    const { id, project, tag } = theBuilds(context).start({
      project: input.project,
      tags: tagsOf(input, input.project),
      caller: caller.id,
      work: (signal) =>
        runBuild(ports, { body, context: archive, signal, revealsSecrets, ...(against && { against }) }),
    });
    return {
      message: "Build started",
      build_id: id,
      project,
      tag,
      host_path: directory,
      status_endpoint: `/api/build/${id}/status`,
    };
  },
});
