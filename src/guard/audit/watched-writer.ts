import type { NewEntry } from "./entry.ts";
import type { RecordWriter } from "./record-writer.ts";

/** What those who watch the log are told of an entry; what it says is read from the log, by whoever may. */
export interface WatchedEntry {
  readonly kind: NewEntry["kind"];
  /** Joins the entries of one call. */
  readonly id: string;
  readonly operation?: string;
  readonly callerId?: string;
}

/** Has somebody told of every entry from now on; the result ends it. */
export type OnRecord = (told: (entry: WatchedEntry) => void) => () => void;

/** What fails in a watcher is no reason not to keep a record. */
function tell(told: (entry: WatchedEntry) => void, entry: WatchedEntry): void {
  try {
    told(entry);
  } catch {
    // It hears of the next one.
  }
}

/** The writer, and a way to hear of each entry as soon as it stands in line: a reader of the log finds it then. */
export function watchedWriter(writer: RecordWriter): { readonly writer: RecordWriter; readonly onRecord: OnRecord } {
  const watchers = new Set<(entry: WatchedEntry) => void>();
  return {
    writer: {
      ...writer,
      add: (entry) => {
        const sequence = writer.add(entry);
        if (watchers.size > 0) {
          const { kind, id } = entry;
          const call = "operation" in entry ? { operation: entry.operation, callerId: entry.caller.id } : {};
          for (const told of watchers) tell(told, { kind, id, ...call });
        }
        return sequence;
      },
    },
    onRecord: (told) => {
      // A function of its own for each watcher, so that the same one can watch twice.
      const watcher = (entry: WatchedEntry): void => told(entry);
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
  };
}
