import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { parseImageReference } from "../../kernel/image-reference.ts";
import { define } from "../define.ts";
import { imageErrors } from "../fields/errors.ts";
import { imageReference, tagName } from "../fields/names.ts";
import type { Ports } from "../ports.ts";
import { type EngineProgress, imageProgress, type ImageProgress, progressOf } from "./progress.ts";
import { registryAuth, registryHeaders } from "./registry-auth.ts";
import { shortImageId } from "./view.ts";

const input = z.strictObject({
  image: imageReference,
  tag: tagName.optional(),
  platform: z.string().max(100).optional().describe("Platform, such as linux/arm64."),
  auth: registryAuth.optional(),
});

const output = z.object({
  message: z.string().describe("What was done, for people."),
  image: z.object({
    id: z.string(),
    full_id: z.string(),
    tags: z.array(z.string()),
    size: z.number().describe("Bytes."),
  }),
});

/** Pulls an image. */
export const imagePull = define({
  id: "image.pull",
  summary: "Pull an image from its registry.",
  risk: "change",
  http: { method: "POST", path: "/api/images/pull", failure: "Failed to pull image" },
  input,
  output,
  item: imageProgress,
  creates: "image",
  body: {
    kind: "image.name",
    of: () => ({}),
    query: ({ image, tag }) => ({ pull: tag === undefined ? image : `${image}:${tag}` }),
  },
  docker: ({ image, tag, platform }) => [
    "pull",
    ...(platform === undefined ? [] : ["--platform", platform]),
    tag === undefined ? image : `${image}:${tag}`,
  ],
  deadline: 1_800_000,
  errors: [...imageErrors, "CONTAINMENT_DENIED", "ENGINE_REFUSED"],
  examples: [
    { title: "Pull an image from a registry of this machine", input: { image: "127.0.0.1:5000/busybox", tag: "1.0" } },
  ],
  async run(context, asked) {
    const steps = pull(context, asked);
    for (;;) {
      const next = await steps.next();
      if (next.done === true) return next.value;
      const { message, id, done, total } = next.value;
      context.progress({
        message: id === undefined ? message : `${id}: ${message}`,
        ...(done === undefined ? {} : { done }),
        ...(total === undefined ? {} : { total }),
      });
    }
  },
  stream: pull,
});

/** Pulls an image, telling how far it is. */
export async function* pull(
  context: Pick<OperationContext<Ports>, "ports" | "signal">,
  asked: z.output<typeof input>,
): AsyncGenerator<ImageProgress, z.output<typeof output>, void> {
  const { engine, reader } = context.ports;
  const reference = wanted(asked);
  const steps = engine.values("POST", "/images/create", {
    query: { fromImage: reference, platform: asked.platform },
    headers: registryHeaders(asked.auth),
    signal: context.signal,
    timeout: 120_000,
  });
  for await (const said of steps) {
    const step = progressOf(said as EngineProgress);
    if (step !== undefined) yield step;
  }
  const { value } = await reader.image(reference, { fresh: true, signal: context.signal });
  await reader.changed("image", value.Id);
  return {
    message: `Image ${reference} pulled successfully`,
    image: { id: shortImageId(value.Id), full_id: value.Id, tags: [...(value.RepoTags ?? [])], size: value.Size },
  };
}

/** The whole reference, always with a tag or digest: without one the engine would pull every tag there is. */
function wanted({ image, tag }: z.output<typeof input>): string {
  const parsed = parseImageReference(image);
  if (parsed === undefined) {
    throw new GnosisError("INPUT_INVALID", `'${image}' is no reference that can be pulled.`, {
      where: "/image",
      next: "Write name:tag or name@sha256:…, with the registry before it where it has one.",
    });
  }
  if (tag === undefined) return parsed.familiar;
  const said = /:[^/]+$/u.test(image) || image.includes("@");
  if (said && parsed.tag !== tag) {
    throw new GnosisError("INPUT_INVALID", "The image has a tag or digest already.", { where: "/tag" });
  }
  return parsed.familiar.replace(/:[^/:]+$/u, `:${tag}`);
}
