import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { OnRecord } from "../../guard/audit/watched-writer.ts";

/** Milliseconds between two hints: a storm of records is one. */
const pause = 500;

/**
 * Hints that something was recorded that is more than a look, so that a page reads again what it may. The hint says nothing else.
 * Looks are left out, also those that were refused: a page that reads when it is told would never come to rest.
 */
export function tellRecords(onRecord: OnRecord, catalogue: Catalogue, tell: () => void): () => void {
  const open = new Set<string>();
  const known = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const stop = onRecord(({ kind, id, operation, callerId }) => {
    // Who calls for the first time is news, whatever is asked: a page may wait for that.
    const isNew = callerId !== undefined && !known.has(callerId);
    if (isNew) known.add(callerId);
    const looks = operation !== undefined && catalogue.find(operation)?.risk === "read";
    if (looks && !isNew) return;
    if (kind === "intent") open.add(id);
    else if (operation === undefined && kind !== "note" && !open.delete(id)) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      tell();
    }, pause);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
