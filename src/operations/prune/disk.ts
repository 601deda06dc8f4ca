import { diskUsage } from "../../engine/disk-usage.ts";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { ImageSummary } from "../../engine/model.ts";
import type { Ports } from "../ports.ts";
import type { Sizes } from "./prunable.ts";

/** One record of the build cache, as the engine's disk usage tells it. */
export interface CacheRecord {
  readonly ID: string;
  readonly Type?: string;
  readonly Description?: string;
  readonly InUse: boolean;
  readonly Shared: boolean;
  readonly Size: number;
  readonly CreatedAt?: string;
  readonly LastUsedAt?: string | null;
  /** Engines of API 1.42 and later. */
  readonly Parents?: readonly string[] | null;
  /** Older engines. */
  readonly Parent?: string;
}

interface DiskAnswer {
  readonly Images?: readonly ImageSummary[] | null;
  readonly Volumes?: readonly { Name: string; UsageData?: { Size: number } | null }[] | null;
  readonly BuildCache?: readonly CacheRecord[] | null;
}

const ask = ({ ports, signal }: OperationContext<Ports>, query: { readonly type?: string } = {}): Promise<DiskAnswer> =>
  diskUsage<DiskAnswer>(ports.engine, { signal, query, timeout: 290_000 });

/** What single images and volumes take. The engine counts the files of every volume for it, which takes time. */
export async function diskSizes(context: OperationContext<Ports>): Promise<Sizes> {
  const { Images, Volumes } = await ask(context);
  return {
    images: new Map((Images ?? []).map(({ Id, Size, SharedSize }) => [Id, Size - Math.max(0, SharedSize)])),
    volumes: new Map(
      (Volumes ?? []).flatMap(({ Name, UsageData }) =>
        UsageData === undefined || UsageData === null || UsageData.Size < 0 ? [] : [[Name, UsageData.Size]],
      ),
    ),
  };
}

/** The build cache, record by record; engines before API 1.42 look at everything for it. */
export const cacheRecords = async (context: OperationContext<Ports>): Promise<readonly CacheRecord[]> =>
  (await ask(context, { type: "build-cache" })).BuildCache ?? [];
