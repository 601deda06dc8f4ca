import type { Readable } from "node:stream";
import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { directoryTar } from "../build/context/directory-tar.ts";
import { projectDirectory } from "../build/context/project.ts";
import { buildFields, buildParameters, dockerfileOf, projectFields } from "../build/input.ts";
import { LineLog } from "../build/line-log.ts";
import { runBuild } from "../build/run-build.ts";
import { define } from "../define.ts";
import { imageErrors } from "../fields/errors.ts";
import type { Ports } from "../ports.ts";
import { imageProgress, type ImageProgress } from "./progress.ts";
import { shortImageId } from "./view.ts";

const input = z.strictObject({
  ...projectFields,
  project: projectFields.project.optional().describe("Name of the project, where no archive is uploaded."),
  ...buildFields,
});

const output = z.object({
  message: z.string().describe("What was done, for people."),
  image: z.object({ id: z.string(), full_id: z.string(), tags: z.array(z.string()) }),
  logs: z.array(z.string()).describe("What the builder said; the newest part when it is long."),
  truncated: z.boolean().describe("True when older lines are missing."),
});

/** Builds an image. */
export const imageBuild = define({
  id: "image.build",
  summary: "Build an image from an uploaded tar archive or a project's directory, and wait for it.",
  description:
    "Projects are directories in the configured project roots; their `.dockerignore` is honoured and links out of them are not followed. " +
    "An uploaded archive is sent to the engine as it is. When it fails, the error has the log.",
  risk: "change",
  riskCeiling: "host",
  http: { method: "POST", path: "/api/images/build", status: 201, failure: "Failed to build image" },
  input,
  output,
  item: imageProgress,
  creates: "image",
  body: { kind: "image.build", of: (asked) => buildParameters(asked, asked.project) },
  upload: { contentType: "application/x-tar", maxBytes: 4 * 1024 ** 3, required: false },
  deadline: 3_600_000,
  errors: [
    ...imageErrors,
    "ENGINE_REFUSED",
    "PROJECT_NOT_FOUND",
    "UPLOAD_MISSING",
    "UPLOAD_BROKEN",
    "BODY_TOO_LARGE",
    "CONTAINMENT_DENIED",
  ],
  examples: [{ title: "Build a project's test stage", input: { project: "web", tag: "web:test", target: "test" } }],
  async run(context, asked) {
    const steps = build(context, asked);
    for (;;) {
      const next = await steps.next();
      if (next.done === true) return next.value;
      context.progress({ message: next.value.message });
    }
  },
  stream: build,
});

async function* build(
  context: OperationContext<Ports>,
  asked: z.output<typeof input>,
): AsyncGenerator<ImageProgress, z.output<typeof output>, void> {
  const { body, signal, revealsSecrets, ports, againstBase: against } = context;
  const log = new LineLog();
  const steps = runBuild(ports, {
    body,
    context: await archiveOf(context, asked),
    signal,
    revealsSecrets,
    ...(against && { against }),
  });
  try {
    for (;;) {
      const next = await steps.next();
      if (next.done === true) {
        const { id, tags } = next.value;
        const image = { id: shortImageId(id), full_id: id, tags: [...tags] };
        return { message: "Image built successfully", image, logs: log.lines, truncated: log.truncated };
      }
      log.add(next.value.message);
      yield next.value;
    }
  } catch (error) {
    if (!(error instanceof GnosisError)) throw error;
    const extra = { ...error.detail.extra, logs: log.lines.slice(-200) };
    throw new GnosisError(error.code, error.message, { ...error.detail, extra });
  }
}

async function archiveOf(context: OperationContext<Ports>, asked: z.output<typeof input>): Promise<Readable> {
  const { upload, ports } = context;
  if (upload !== undefined && asked.project !== undefined) {
    throw new GnosisError("INPUT_INVALID", "Give an archive or a project, not both.", { where: "/project" });
  }
  if (upload !== undefined) return upload;
  if (asked.project === undefined) {
    throw new GnosisError("UPLOAD_MISSING", "image.build needs a tar archive or a project.", { where: "/project" });
  }
  const about = { project: asked.project, path: asked.path ?? undefined };
  const directory = await projectDirectory(about, ports.projectRoots ?? []);
  return directoryTar(directory, dockerfileOf(asked));
}
