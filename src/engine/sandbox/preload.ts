import { GnosisError } from "../../kernel/errors.ts";
import { parseImageReference } from "../../kernel/image-reference.ts";
import type { EngineClient } from "../client.ts";
import { enginePath, ImagePath } from "../path.ts";

/** Copies one image from an engine to another as it is read, and gives it its name there. Throws what either engine says. */
export async function copyImage(
  from: EngineClient,
  to: EngineClient,
  image: { readonly id: string; readonly name: string },
  signal: AbortSignal,
): Promise<void> {
  // By id: the name may have moved to another image since it was decided on.
  const { body } = await from.open("GET", enginePath`/images/${new ImagePath(image.id)}/get`, {
    signal,
    timeout: "none",
  });
  let loaded: string | undefined;
  const loading = to.values("POST", "/images/load", {
    query: { quiet: true },
    headers: { "content-type": "application/x-tar" },
    body,
    signal,
    timeout: "none",
  });
  for await (const step of loading) {
    const { stream, error } = step as { stream?: string; error?: string };
    if (error !== undefined) throw new GnosisError("ENGINE_REFUSED", `'${image.name}' could not be copied: ${error}`);
    loaded = /^Loaded image(?: ID)?: (\S+)/u.exec(stream ?? "")?.[1] ?? loaded;
  }
  const reference = parseImageReference(image.name);
  if (loaded === undefined || reference?.tag === undefined) return;
  const repo = reference.familiar.slice(0, -reference.tag.length - 1);
  await to.json("POST", enginePath`/images/${new ImagePath(loaded)}/tag`, {
    query: { repo, tag: reference.tag },
    signal,
  });
}
