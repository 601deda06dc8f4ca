import { z } from "zod";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import { labels } from "../fields/labels.ts";
import { repository, tagName } from "../fields/names.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theContainer } from "./act.ts";

/** Makes an image from a container. */
export const containerCommit = define({
  id: "container.commit",
  summary: "Make an image from what a container is now.",
  risk: "change",
  riskCeiling: "host",
  http: { method: "POST", path: "/api/containers/{id}/commit", status: 201, failure: "Failed to commit container" },
  input: z.strictObject({
    id: reference("container"),
    repository: repository.optional(),
    tag: tagName.optional(),
    comment: z.string().max(1000).optional().describe("What the image is for."),
    author: z.string().max(500).optional().describe("Who made it."),
    pause: z.boolean().default(true).describe("Freezes the container meanwhile, so that its files are of one moment."),
    labels: labels.optional(),
    changes: z
      .array(z.string().regex(/^(?:CMD|ENTRYPOINT|ENV|EXPOSE|LABEL|STOPSIGNAL|USER|VOLUME|WORKDIR)\s[^\r\n]+$/iu))
      .max(100)
      .optional()
      .describe('Dockerfile instructions to apply, such as `CMD ["sh"]`.'),
  }),
  output: z.object({
    message: z.string().describe("What was done, for people."),
    image: z.object({ id: z.string().describe("Full id of the new image."), tags: z.array(z.string()) }),
  }),
  targets: targetById("container"),
  creates: "image",
  body: {
    kind: "container.commit",
    of: (input) => (input.labels === undefined ? {} : { Labels: input.labels }),
    query: (input) => ({
      ...(input.repository === undefined ? {} : { repo: input.repository, tag: input.tag ?? "latest" }),
      ...(input.changes === undefined ? {} : { changes: input.changes.join("\n") }),
    }),
  },
  deadline: 600_000,
  errors: [...containerChangeErrors, "CONTAINMENT_DENIED"],
  examples: [
    { title: "Keep a container's state as an image", input: { id: "web", repository: "web-saved", tag: "1" } },
  ],
  async run(context, input) {
    const { Id: id } = await context.ports.engine.json<{ Id: string }>("POST", "/commit", {
      query: {
        container: theContainer(context).id,
        repo: input.repository,
        tag: input.repository === undefined ? undefined : (input.tag ?? "latest"),
        comment: input.comment,
        author: input.author,
        pause: input.pause,
        changes: input.changes?.join("\n"),
      },
      body: context.body ?? {},
      signal: context.signal,
      timeout: 590_000,
    });
    await context.ports.reader.changed("image", id);
    const tags = input.repository === undefined ? [] : [`${input.repository}:${input.tag ?? "latest"}`];
    return { message: `Container ${input.id} committed successfully`, image: { id, tags } };
  },
});
