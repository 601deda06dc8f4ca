import type { ConfigVersion } from "../engine/config-history/config-keeper.ts";
import type { KeptLog } from "../engine/kept-logs/log-keeper.ts";

/** How containers were set up, also those that are gone. */
export interface ConfigLog {
  /** By full id, or a name that the container had; oldest first. */
  readonly versions: (container: string) => readonly ConfigVersion[];
}

/** The last output of containers that ended. */
export interface LogArchive {
  /** By full id or name; the newest run first. */
  readonly logs: (container: string) => readonly KeptLog[];
}
