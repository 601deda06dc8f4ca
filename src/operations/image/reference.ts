import type { OperationContext } from "../../catalogue/operation.ts";
import type { Target } from "../../catalogue/target.ts";
import { parseImageReference } from "../../kernel/image-reference.ts";
import type { Ports } from "../ports.ts";

/** The call's image: the guard has resolved it. */
export function theImage(context: OperationContext<Ports>): Target {
  const target = context.targets.find(({ kind }) => kind === "image");
  if (target === undefined) throw new Error("the operation has no image target");
  return target;
}

/**
 * The one of the image's own references that was written, in the engine's spelling; nothing when it was named by its id. Only what the
 * resolved image has is given, so it never names another image.
 */
export function writtenReference(target: Target, written: string): string | undefined {
  const wanted = parseImageReference(written)?.text;
  if (wanted === undefined) return undefined;
  return target.references?.find((reference) => parseImageReference(reference)?.text === wanted);
}
