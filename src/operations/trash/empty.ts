import { z } from "zod";
import type { Target } from "../../catalogue/target.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import {
  removedImageTarget,
  removedImageView,
  removedTarget,
  removedView,
  showRemoved,
  showRemovedImage,
  removedVolumeTarget,
  removedVolumeView,
  showRemovedVolume,
  trashKind,
} from "./view.ts";

/** Removes containers and images in the trash for good. */
export const trashEmpty = define({
  id: "trash.empty",
  summary:
    "Remove containers, images and volumes in the trash for good: the named one, or all that the caller may see.",
  risk: "destroy",
  http: { method: "DELETE", path: "/api/trash" },
  input: z.strictObject({
    id: z.string().min(1).max(255).optional().describe("One removed container or image; all when absent."),
    kind: trashKind,
  }),
  output: z.object({
    removed: z.array(removedView).describe("Containers."),
    images: z.array(removedImageView),
    volumes: z.array(removedVolumeView),
    bytes: z.number().describe("Bytes that were freed, layers that are shared with other images included."),
    skipped: z.array(z.object({ id: z.string(), reason: z.string() })),
  }),
  targets: [
    { kind: "container", reference: ({ id, kind }) => (kind === "container" ? id : undefined), removed: true },
    { kind: "image", reference: ({ id, kind }) => (kind === "image" ? id : undefined), removed: true },
    { kind: "volume", reference: ({ id, kind }) => (kind === "volume" ? id : undefined), removed: true },
  ],
  deadline: 600_000,
  errors: [
    "CONTAINER_NOT_FOUND",
    "IMAGE_NOT_FOUND",
    "VOLUME_NOT_FOUND",
    "CONFLICT",
    "ENGINE_UNREACHABLE",
    "ENGINE_TIMEOUT",
    "ENGINE_FAILED",
  ],
  examples: [
    { title: "One for good", input: { id: "web" } },
    { title: "All", input: {} },
  ],
  async run(context) {
    const { trash, images, volumes } = context.ports;
    const [one] = context.targets;
    const wanted = (target: Target): boolean =>
      one === undefined ? context.inScope(target) : target.kind === one.kind && target.id === one.id;
    const skipped: { id: string; reason: string }[] = [];
    const each = async <T>(all: readonly T[], id: (item: T) => string, purge: (id: string) => Promise<void>) => {
      const gone: T[] = [];
      for (const item of all) {
        context.signal.throwIfAborted();
        try {
          await purge(id(item));
          gone.push(item);
        } catch (thrown) {
          if (!(thrown instanceof GnosisError)) throw thrown;
          skipped.push({ id: id(item).slice(0, id(item).startsWith("sha256:") ? 19 : 12), reason: thrown.message });
        }
      }
      return gone;
    };
    const containers = (trash?.list() ?? []).filter((item) => wanted(removedTarget(item)));
    const gone = await each(
      containers,
      ({ container }) => container,
      async (id) => trash?.purge(id),
    );
    // Containers first: they hold their images.
    const kept = (images?.list() ?? []).filter((item) => wanted(removedImageTarget(item)));
    const goneImages = await each(
      kept,
      ({ image }) => image,
      async (id) => images?.purge(id),
    );
    const copies = (volumes?.list() ?? []).filter((item) => wanted(removedVolumeTarget(item)));
    const goneVolumes = await each(
      copies,
      ({ copy }) => copy,
      async (id) => volumes?.purge(id),
    );
    return {
      removed: gone.map(showRemoved),
      images: goneImages.map(showRemovedImage),
      volumes: goneVolumes.map(showRemovedVolume),
      bytes: [...gone, ...goneImages, ...goneVolumes].reduce((sum, { bytes }) => sum + bytes, 0),
      skipped,
    };
  },
});
