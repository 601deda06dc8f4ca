import { ownSize, type CacheRecord, type DiskUsage } from "../../engine/disk-model.ts";
import { diskUsage } from "../../engine/disk-usage.ts";
import type { Sizes, Looking } from "./prunable.ts";

const ask = ({ ports, signal }: Looking, query: { readonly type?: string } = {}): Promise<DiskUsage> =>
  diskUsage(ports.engine, { signal, query, timeout: 290_000 });

/** What single images and volumes take. The engine counts the files of every volume for it, which takes time. */
export async function diskSizes(context: Looking): Promise<Sizes> {
  const { Images, Volumes } = await ask(context);
  return {
    images: new Map((Images ?? []).map((image) => [image.Id, ownSize(image)])),
    volumes: new Map(
      (Volumes ?? []).flatMap(({ Name, UsageData }) =>
        UsageData === undefined || UsageData === null || UsageData.Size < 0 ? [] : [[Name, UsageData.Size]],
      ),
    ),
  };
}

/** The build cache, record by record; engines before API 1.42 look at everything for it. */
export const cacheRecords = async (context: Looking): Promise<readonly CacheRecord[]> =>
  (await ask(context, { type: "build-cache" })).BuildCache ?? [];
