import type { Happening } from "./diagnosis/facts.ts";

/** What the server kept of the time before now: wider and longer than the engine's own last 256 events. */
export interface Past {
  /** Events of one container, oldest first. `since` is in Unix milliseconds. */
  readonly happenings: (container: string, since: number) => Promise<readonly Happening[]>;
}
