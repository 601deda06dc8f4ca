import { z } from "zod";
import type { Target } from "../../catalogue/target.ts";
import { timestamp } from "../../kernel/clock.ts";
import { shortImageId } from "../image/view.ts";
import type { RemovedVolume } from "../volume-bin.ts";
import type { RemovedImage } from "../image-bin.ts";
import type { RemovedContainer } from "../trash-bin.ts";

/** A removed container as answers show it. */
export const removedView = z.object({
  id: z.string().describe("The first 12 digits of the id."),
  full_id: z.string(),
  name: z.string().describe("The name it had, and gets back."),
  image: z.string(),
  was_running: z.boolean(),
  bytes: z.number().describe("Bytes of its writable layer."),
  removed_by: z.string().describe("Name of the token that removed it."),
  removed: z.string().describe("When it was removed, RFC 3339."),
  expires: z.string().describe("When it is removed for good, RFC 3339."),
});

/** Shows a removed container. */
export const showRemoved = (one: RemovedContainer) => ({
  id: one.container.slice(0, 12),
  full_id: one.container,
  name: one.name,
  image: one.image,
  was_running: one.wasRunning,
  bytes: one.bytes,
  removed_by: one.removedBy,
  removed: timestamp(one.removedAt),
  expires: timestamp(one.expiresAt),
});

/** A removed container as policy sees it. */
export const removedTarget = ({ container, name, labels, image }: RemovedContainer): Target => ({
  kind: "container",
  id: container,
  name,
  labels,
  image,
});

/** What of the trash is meant. */
export const trashKind = z.enum(["container", "image", "volume"]).default("container").describe("What it was.");

/** A removed image as answers show it. */
export const removedImageView = z.object({
  id: z.string().describe("`sha256:` and the first 12 digits of the id."),
  full_id: z.string(),
  name: z.string(),
  tags: z.array(z.string()).describe("The tags it had, and gets back."),
  bytes: z.number().describe("With layers that it shares with others."),
  removed_by: z.string().describe("Name of the token that removed it."),
  removed: z.string().describe("When it was removed, RFC 3339."),
  expires: z.string().describe("When it is removed for good, RFC 3339."),
});

/** Shows a removed image. */
export const showRemovedImage = (one: RemovedImage) => ({
  id: shortImageId(one.image),
  full_id: one.image,
  name: one.references[0] ?? one.image,
  tags: [...one.references],
  bytes: one.bytes,
  removed_by: one.removedBy,
  removed: timestamp(one.removedAt),
  expires: timestamp(one.expiresAt),
});

/** A removed image as policy sees it. */
export const removedImageTarget = ({ image, references, labels }: RemovedImage): Target => ({
  kind: "image",
  id: image,
  name: references[0] ?? image,
  labels,
  references,
});

/** A removed volume as answers show it. */
export const removedVolumeView = z.object({
  id: z.string().describe("Name of the copy."),
  name: z.string().describe("The name it had, and gets back."),
  bytes: z.number().describe("Bytes of its files."),
  removed_by: z.string().describe("Name of the token that removed it."),
  removed: z.string().describe("When it was removed, RFC 3339."),
  expires: z.string().describe("When it is removed for good, RFC 3339."),
});

/** Shows a removed volume. */
export const showRemovedVolume = (one: RemovedVolume) => ({
  ...{ id: one.copy, name: one.volume, bytes: one.bytes, removed_by: one.removedBy },
  removed: timestamp(one.removedAt),
  expires: timestamp(one.expiresAt),
});

/** A removed volume as policy sees it: by its copy, under the name it had. */
export const removedVolumeTarget = ({ copy, volume, labels }: RemovedVolume): Target => ({
  ...{ kind: "volume", id: copy, name: volume, labels },
});
