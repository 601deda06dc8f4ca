/** Where the time comes from, so that tests can set it. */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970 (UTC); can jump. */
  readonly now: () => number;
  /** Milliseconds that only grow; for durations. */
  readonly elapsed: () => number;
}

/** The machine's clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
};

/** A clock that stands still until it is moved: for tests. */
export interface ManualClock extends Clock {
  /** Moves both clocks on by milliseconds. */
  readonly advance: (milliseconds: number) => void;
}

/** Makes a clock that stands at `start` (milliseconds since 1970). */
export function manualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let passed = 0;
  return {
    now: () => start + passed,
    elapsed: () => passed,
    advance: (milliseconds) => {
      passed += milliseconds;
    },
  };
}

/** A moment as records and answers write it: RFC 3339, UTC, milliseconds. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
