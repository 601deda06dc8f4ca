import { z } from "zod";
import type { Target } from "../../catalogue/target.ts";
import type { VolumeInspect } from "../../engine/model.ts";

/** What is told of each volume. */
export const volumeView = z.object({
  name: z.string(),
  driver: z.string(),
  mountpoint: z.string().describe("Where it lies on the host."),
  created: z.string().describe("RFC 3339; empty where the engine does not know."),
  scope: z.string().describe("local or global."),
  labels: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.string()).describe("Options of its driver."),
});

/** What is told of this volume. */
export function volumeOf(volume: VolumeInspect): z.output<typeof volumeView> {
  return {
    name: volume.Name,
    driver: volume.Driver,
    mountpoint: volume.Mountpoint,
    created: volume.CreatedAt ?? "",
    scope: volume.Scope,
    labels: { ...volume.Labels },
    options: { ...volume.Options },
  };
}

/** The volume as a target, for deciding who may see it. */
export function volumeTarget(volume: VolumeInspect): Target {
  return { kind: "volume", id: volume.Name, name: volume.Name, labels: volume.Labels ?? {} };
}
