import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import { enginePath, ImagePath } from "../../engine/path.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { imageErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import type { Ports } from "../ports.ts";
import { type EngineProgress, imageProgress, type ImageProgress, progressOf } from "./progress.ts";
import { theImage, writtenReference } from "./reference.ts";
import { registryAuth, registryHeaders } from "./registry-auth.ts";

const input = z.strictObject({ id: reference("image"), auth: registryAuth.optional() });

const output = z.object({
  message: z.string().describe("What was done, for people."),
  reference: z.string().describe("What was pushed."),
  digest: z.string().nullable().describe("Its digest in the registry."),
});

/** Pushes an image. */
export const imagePush = define({
  id: "image.push",
  summary: "Push an image to the registry that its name says.",
  risk: "change",
  http: { method: "POST", path: "/api/images/{id}/push", failure: "Failed to push image" },
  input,
  output,
  item: imageProgress,
  targets: targetById("image"),
  deadline: 1_800_000,
  errors: [...imageErrors, "ENGINE_REFUSED"],
  examples: [{ title: "Push an image to a registry of this machine", input: { id: "127.0.0.1:5000/web:1" } }],
  async run(context, asked) {
    const steps = push(context, asked);
    for (;;) {
      const next = await steps.next();
      if (next.done === true) return next.value;
      context.progress({ message: next.value.message });
    }
  },
  stream: push,
});

async function* push(
  context: OperationContext<Ports>,
  asked: z.output<typeof input>,
): AsyncGenerator<ImageProgress, z.output<typeof output>, void> {
  const written = writtenReference(theImage(context), asked.id);
  if (written === undefined || written.includes("@")) {
    throw new GnosisError("INPUT_INVALID", "Only a name with a tag can be pushed, not an id or digest.", {
      where: "/id",
      next: "Tag the image with the registry's name, then push that tag.",
    });
  }
  const at = written.lastIndexOf(":");
  let digest: string | null = null;
  const steps = context.ports.engine.values("POST", enginePath`/images/${new ImagePath(written.slice(0, at))}/push`, {
    query: { tag: written.slice(at + 1) },
    headers: registryHeaders(asked.auth),
    signal: context.signal,
    timeout: 120_000,
  });
  for await (const said of steps) {
    digest = (said as EngineProgress).aux?.Digest ?? digest;
    const step = progressOf(said as EngineProgress);
    if (step !== undefined) yield step;
  }
  return { message: `Image ${written} pushed successfully`, reference: written, digest };
}
