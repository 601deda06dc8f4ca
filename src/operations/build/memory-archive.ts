import type { BuildArchive, BuildRecord } from "./register.ts";

/** Builds that are kept at most. */
const most = 200;

/** An archive that forgets everything when the process ends. */
export function memoryArchive(): BuildArchive {
  const records = new Map<string, BuildRecord>();
  return {
    keep: (record) => {
      records.set(record.id, record);
      for (const id of records.keys()) {
        if (records.size <= most) break;
        records.delete(id);
      }
    },
    find: (id) => records.get(id),
    list: (limit) => [...records.values()].toReversed().slice(0, limit),
  };
}
