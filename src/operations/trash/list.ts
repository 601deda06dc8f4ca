import { z } from "zod";
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
} from "./view.ts";

/** Lists removed containers and images that can still come back. */
export const trashList = define({
  id: "trash.list",
  summary: "List removed containers, images and volumes that can still be brought back.",
  risk: "read",
  http: { method: "GET", path: "/api/trash" },
  input: z.strictObject({}),
  output: z.object({
    removed: z.array(removedView).describe("Containers, newest first."),
    images: z.array(removedImageView).describe("Images, newest first."),
    volumes: z.array(removedVolumeView).describe("Volumes, newest first."),
    total: z.number().describe("How many in all."),
  }),
  deadline: 10_000,
  errors: ["FIELD_UNKNOWN"],
  examples: [{ title: "What can come back", input: {} }],
  run: (context) => {
    const all = context.ports.trash?.list() ?? [];
    const removed = all.filter((one) => context.inScope(removedTarget(one))).map(showRemoved);
    const images = (context.ports.images?.list() ?? [])
      .filter((one) => context.inScope(removedImageTarget(one)))
      .map(showRemovedImage);
    const volumes = (context.ports.volumes?.list() ?? [])
      .filter((one) => context.inScope(removedVolumeTarget(one)))
      .map(showRemovedVolume);
    const total = removed.length + images.length + volumes.length;
    return Promise.resolve({ removed, images, volumes, total });
  },
});
