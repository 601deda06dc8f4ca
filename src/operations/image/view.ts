import { z } from "zod";
import type { Target } from "../../catalogue/target.ts";
import type { ImageInspect, ImageSummary } from "../../engine/model.ts";

/** What a list tells of each image. */
export const imageSummary = z.object({
  id: z.string().describe("`sha256:` and the first 12 digits of the id."),
  full_id: z.string().describe("The id in full."),
  tags: z.array(z.string()).describe("Its references; empty when it has none."),
  digests: z.array(z.string()).describe("References by digest."),
  created: z.string().describe("When it was made, RFC 3339."),
  size: z.number().describe("Bytes, with layers that it shares with others."),
  architecture: z.string(),
  os: z.string(),
  labels: z.record(z.string(), z.string()),
});

/** The engine lists what has no tag or digest as `<none>:<none>`. */
const real = (references: readonly string[] | null): string[] =>
  (references ?? []).filter((reference) => !reference.includes("<none>"));

/** `sha256:` and 12 digits: the form that older clients know. */
export const shortImageId = (id: string): string => id.slice(0, "sha256:".length + 12);

/** What a list tells of this image. */
export function imageSummaryOf(inspect: ImageInspect): z.output<typeof imageSummary> {
  return {
    id: shortImageId(inspect.Id),
    full_id: inspect.Id,
    tags: real(inspect.RepoTags),
    digests: real(inspect.RepoDigests),
    created: inspect.Created ?? "",
    size: inspect.Size,
    architecture: inspect.Architecture,
    os: inspect.Os,
    labels: { ...inspect.Config?.Labels },
  };
}

/** Every tag and digest reference of an image. */
export const imageReferences = ({
  RepoTags,
  RepoDigests,
}: Pick<ImageSummary, "RepoTags" | "RepoDigests">): string[] => [...real(RepoTags), ...real(RepoDigests)];

/** The image of a list entry as a target, for deciding who may see it. */
export function imageTarget(image: ImageSummary): Target {
  const references = imageReferences(image);
  return { kind: "image", id: image.Id, name: references[0] ?? image.Id, labels: image.Labels ?? {}, references };
}
