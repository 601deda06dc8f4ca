import type { Happening, RecordedCall, Use } from "./diagnosis/facts.ts";

/** What the server kept of the time before now: wider and longer than the engine's own last 256 events. */
export interface Past {
  /** Events of one container, oldest first. `since` is in Unix milliseconds. */
  readonly happenings: (container: string, since: number) => Promise<readonly Happening[]>;
  /** Recorded calls on one container, oldest first. */
  readonly calls: (container: string, since: number) => Promise<readonly RecordedCall[]>;
  /** The newest sample of a container's use. */
  readonly use: (container: string) => Use | undefined;
}
