import { GnosisError } from "../../kernel/errors.ts";
import type { CacheRecord } from "../../engine/disk-model.ts";
import { cacheRecords } from "./disk.ts";
import { goneAlready, type Prunable, type Looking } from "./prunable.ts";

const created = ({ CreatedAt }: CacheRecord): number => Date.parse(CreatedAt ?? "") / 1000;
const markOf = ({ LastUsedAt, CreatedAt }: CacheRecord): string => LastUsedAt ?? CreatedAt ?? "";

/** What each call has found: the engine takes long to tell, and refuses by itself what a build uses. */
const looked = new WeakMap<Looking, Promise<readonly CacheRecord[]>>();

function lookOnce(context: Looking): Promise<readonly CacheRecord[]> {
  const known = looked.get(context) ?? cacheRecords(context);
  looked.set(context, known);
  return known;
}

/** Build cache that no build uses just now and that no image shares. It has neither labels nor owner. */
export const prunableCache: Prunable = {
  kind: "cache",
  undoneAs: "cache.prune",
  find: async (context, choice) => {
    if (choice.label !== undefined) return [];
    const all = await cacheRecords(context);
    return (
      all
        .filter((one) => !one.InUse && !one.Shared)
        .filter((one) => choice.until === undefined || created(one) < choice.until)
        // A record is younger than what it builds on, which the engine lets go only after it.
        .toSorted((a, b) => created(b) - created(a))
        .map((one) => ({
          ...{ kind: "cache", id: one.ID, name: one.Description ?? one.ID, bytes: one.Size },
          created: one.CreatedAt ?? null,
          lastUsed: one.LastUsedAt ?? null,
          dependants: all
            .filter(({ Parent, Parents }) => Parent === one.ID || Parents?.includes(one.ID) === true)
            .map(({ ID, Description }) => `cache ${Description ?? ID}`),
          mark: markOf(one),
        }))
    );
  },
  look: async (context, { id, mark }) => {
    const now = (await lookOnce(context)).find(({ ID }) => ID === id);
    if (now === undefined) return goneAlready;
    if (now.InUse) return "A build uses it.";
    return markOf(now) === mark ? undefined : "A build has used it since.";
  },
  remove: async ({ ports, signal }, { id }) => {
    // The engine takes the id as a pattern.
    const filters = JSON.stringify({ id: [`^${id.replaceAll(/[^a-zA-Z0-9]/g, String.raw`\$&`)}$`] });
    const query = { all: true, filters };
    const gone = await ports.engine.json<{ CachesDeleted?: readonly string[] | null }>("POST", "/build/prune", {
      query,
      signal,
      timeout: 110_000,
    });
    if (gone.CachesDeleted?.includes(id) === true) return {};
    throw new GnosisError("CONFLICT", "The engine keeps it: something builds on it or uses it.");
  },
};
