import { diskUsage } from "../../engine/disk-usage.ts";
import type { Target } from "../../catalogue/target.ts";
import type { EngineClient } from "../../engine/client.ts";
import type { ContainerInspect, ImageInspect } from "../../engine/model.ts";
import { enginePath } from "../../engine/path.ts";

/** Milliseconds that a size is worth waiting for: the engine counts a volume's files one by one. */
const patience = 10_000;

/** What an object holds of its own, in bytes. */
export const sizeOf =
  (client: EngineClient) =>
  async ({ kind, id }: Target, signal?: AbortSignal): Promise<number | undefined> => {
    const asked = { timeout: patience, ...(signal === undefined ? {} : { signal }) };
    if (kind === "container") {
      const path = enginePath`/containers/${id}/json`;
      return (await client.json<ContainerInspect>("GET", path, { ...asked, query: { size: true } })).SizeRw ?? 0;
    }
    if (kind === "image") return (await client.json<ImageInspect>("GET", enginePath`/images/${id}/json`, asked)).Size;
    if (kind === "network") return undefined;
    const { Volumes } = await diskUsage(client, { ...asked, query: { type: "volume" } });
    const size = Volumes?.find(({ Name }) => Name === id)?.UsageData?.Size;
    return size === undefined || size < 0 ? undefined : size;
  };
