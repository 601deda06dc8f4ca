import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { archiveError } from "../fields/archive-error.ts";
import { imageArchiveErrors } from "../fields/errors.ts";
import { repository, tagName } from "../fields/names.ts";
import { type EngineProgress, progressOf } from "./progress.ts";

/** Instructions that an import takes, in capitals or not. */
const instruction = /^(?:CMD|ENTRYPOINT|ENV|EXPOSE|LABEL|STOPSIGNAL|USER|VOLUME|WORKDIR)\s[^\r\n]+$/iu;

/** Makes an image from a file system. */
export const imageImport = define({
  id: "image.import",
  summary: "Make an image from a tar archive of a file system, such as `container export` gives.",
  risk: "change",
  http: { method: "POST", path: "/api/images/import", status: 201, failure: "Failed to import image" },
  input: z.strictObject({
    repository,
    tag: tagName.default("latest"),
    comment: z.string().max(1000).optional().describe("What the image is for."),
    platform: z.string().max(100).optional().describe("Platform, such as linux/arm64."),
    changes: z
      .array(z.string().refine((text) => instruction.test(text), "must be an instruction such as ENV A=1"))
      .max(100)
      .optional()
      .describe('Dockerfile instructions to apply, such as `CMD ["sh"]`.'),
  }),
  output: z.object({
    message: z.string().describe("What was done, for people."),
    image: z.object({ id: z.string().describe("Full id."), tags: z.array(z.string()) }),
  }),
  creates: "image",
  body: {
    kind: "image.name",
    of: () => ({}),
    query: ({ repository: repo, tag, changes }) => ({ repo, tag, changes: (changes ?? []).join("\n") }),
  },
  upload: { contentType: "application/x-tar", maxBytes: 16 * 1024 ** 3, required: true },
  deadline: 1_800_000,
  errors: imageArchiveErrors,
  examples: [{ title: "Import a file system", input: { repository: "web-imported", tag: "1" } }],
  async run(context, input) {
    if (context.upload === undefined) throw new GnosisError("UPLOAD_MISSING", "image.import needs a tar archive.");
    let id = "";
    const steps = context.ports.engine.values("POST", "/images/create", {
      query: {
        fromSrc: "-",
        repo: input.repository,
        tag: input.tag,
        message: input.comment,
        platform: input.platform,
        ...(input.changes === undefined ? {} : { changes: input.changes }),
      },
      headers: { "content-type": "application/x-tar" },
      body: context.upload,
      signal: context.signal,
      timeout: "none",
    });
    try {
      for await (const said of steps) {
        const step = progressOf(said as EngineProgress);
        if (step?.message.startsWith("sha256:") === true) id = step.message;
      }
    } catch (error) {
      throw archiveError(error);
    }
    await context.ports.reader.changed("image", id);
    const tag = `${input.repository}:${input.tag}`;
    return { message: `Image ${tag} imported successfully`, image: { id, tags: [tag] } };
  },
});
