import type { ConfigVersion } from "../engine/config-history/config-keeper.ts";
import type { ContainerInspect } from "../engine/model.ts";
import type { KeptLog, KeptRun } from "../engine/kept-logs/log-keeper.ts";

/** How containers were set up, also those that are gone. */
export interface ConfigLog {
  /** By full id, or a name that the container had; oldest first, beginning with those whose place it took. */
  readonly versions: (container: string) => readonly ConfigVersion[];
  /** Says that a container takes another's place: nothing is kept of it until that is settled. */
  readonly succeeds: (container: string, former: string) => void;
  /** Says that this is decided, with the container as it was just seen, if it was. */
  readonly settled: (container: string, inspect?: ContainerInspect) => void;
}

/** The last output of containers that ended. */
export interface LogArchive {
  /** By full id or name; the newest run first. */
  readonly logs: (container: string) => readonly KeptLog[];
  /** Of all containers, without their text; the newest first, at most so many. */
  readonly list: (most: number) => readonly KeptRun[];
}
