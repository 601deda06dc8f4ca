import type { Clock } from "../../kernel/clock.ts";

/** Refusals of one kind that are each recorded in a window; those after them are only counted. */
const recordedEach = 20;
/** Milliseconds. */
const window = 10_000;
/** Kinds of refusal that are told apart; what comes beyond is counted together. */
const mostKinds = 500;

/** Refusals that were only counted. */
export interface CountedRefusals {
  /** What they have in common. */
  readonly kind: string;
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Keeps a flood of refusals from filling the disk: the same refusal again and again becomes a number. */
export interface RefusalFlood {
  /** Whether this one is to be recorded in full. */
  readonly admits: (kind: string) => boolean;
  /** What was counted in windows that have ended (or in all of them); to be recorded by the caller. */
  readonly counted: (all?: boolean) => readonly CountedRefusals[];
}

/** Makes the counter; `due` is called once when there will be something to record. */
export function createRefusalFlood(clock: Clock, due: (milliseconds: number) => void): RefusalFlood {
  let kinds = new Map<string, { seen: number; readonly since: number }>();
  return {
    admits: (given) => {
      const kind = kinds.has(given) || kinds.size < mostKinds ? given : "others";
      let entry = kinds.get(kind);
      if (entry === undefined) {
        entry = { seen: 0, since: clock.now() };
        kinds.set(kind, entry);
        if (kinds.size === 1) due(window);
      }
      entry.seen++;
      return entry.seen <= recordedEach;
    },
    counted: (all = false) => {
      const now = clock.now();
      const ended: CountedRefusals[] = [];
      const rest: typeof kinds = new Map();
      for (const [kind, { seen, since }] of kinds) {
        if (!all && now - since < window && now >= since) rest.set(kind, { seen, since });
        else if (seen > recordedEach) ended.push({ kind, count: seen - recordedEach, since });
      }
      kinds = rest;
      if (kinds.size > 0) due(window);
      return ended;
    },
  };
}
