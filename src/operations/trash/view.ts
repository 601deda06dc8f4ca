import { z } from "zod";
import type { Target } from "../../catalogue/target.ts";
import { timestamp } from "../../kernel/clock.ts";
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
