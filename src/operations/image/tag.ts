import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { parseImageReference } from "../../kernel/image-reference.ts";
import { define } from "../define.ts";
import { imageErrors } from "../fields/errors.ts";
import { repository, tagName } from "../fields/names.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theImage } from "./reference.ts";
import { imageTarget } from "./view.ts";

/** Gives an image another reference. */
export const imageTag = define({
  id: "image.tag",
  summary: "Give an image another name and tag.",
  description:
    "A reference that another image has is only moved with `force`, and only when the caller may see that image.",
  risk: "change",
  http: { method: "POST", path: "/api/images/{id}/tag", status: 201, failure: "Failed to tag image" },
  input: z.strictObject({
    id: reference("image"),
    repository,
    tag: tagName.default("latest"),
    force: z.boolean().default(false).describe("Moves the reference when another image has it."),
  }),
  output: z.object({
    message: z.string().describe("What was done, for people."),
    image: z.object({ id: z.string().describe("Full id."), tag: z.string() }),
  }),
  targets: targetById("image"),
  body: { kind: "image.name", of: () => ({}), query: ({ repository: repo, tag }) => ({ repo, tag }) },
  deadline: 30_000,
  errors: [...imageErrors, "CONFLICT", "CONTAINMENT_DENIED", "ENGINE_REFUSED", "PROTECTED"],
  examples: [
    { title: "Name an image for a registry", input: { id: "web:1", repository: "127.0.0.1:5000/web", tag: "1" } },
  ],
  async run(context, input) {
    const { id } = theImage(context);
    const { engine, reader } = context.ports;
    const wanted = parseImageReference(`${input.repository}:${input.tag}`)?.text;
    const { value } = await reader.images({ fresh: true, signal: context.signal });
    const holder = value.map(imageTarget).find((image) => {
      return image.id !== id && image.references?.some((one) => parseImageReference(one)?.text === wanted);
    });
    if (holder !== undefined && (!input.force || !context.sees(holder))) {
      throw new GnosisError("CONFLICT", `Another image is called ${input.repository}:${input.tag}.`, {
        where: "/tag",
        next: "Choose another tag, or move it with force.",
      });
    }
    await engine.json("POST", `/images/${id}/tag`, {
      query: { repo: input.repository, tag: input.tag },
      signal: context.signal,
    });
    await reader.changed("image", id);
    const tag = `${input.repository}:${input.tag}`;
    return { message: `Image ${input.id} tagged as ${tag} successfully`, image: { id, tag } };
  },
});
