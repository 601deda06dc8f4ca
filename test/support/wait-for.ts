import { setTimeout as sleep } from "node:timers/promises";

/** How long `waitFor` waits. */
export interface WaitOptions {
  /** Milliseconds; default 60,000: generous, since a busy machine is slow and a right condition comes at once. */
  readonly bound?: number;
  /** Milliseconds between two looks; default 50. */
  readonly every?: number;
}

/** Looks until `condition` gives a truthy value, and returns it; fails with `what` and the last error after the bound. */
export async function waitFor<T>(
  what: string,
  condition: () => T | Promise<T>,
  { bound = 60_000, every = 50 }: WaitOptions = {},
): Promise<NonNullable<T>> {
  const end = performance.now() + bound;
  let last: unknown;
  do {
    try {
      const value = await condition();
      if (value) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await sleep(every);
  } while (performance.now() < end);
  throw new Error(`Waited ${bound / 1000} s in vain for: ${what}`, last === undefined ? {} : { cause: last });
}
