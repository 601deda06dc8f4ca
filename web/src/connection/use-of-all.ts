import { useCallback, useEffect, useSyncExternalStore } from "react";
import { socket } from "./socket.ts";

/** One measurement of one container. */
export interface UsePoint {
  /** Unix milliseconds. */
  readonly time: number;
  /** 100 is one CPU busy all the time; null until it is known. */
  readonly cpu: number | null;
  /** Bytes. */
  readonly memory: number;
}

interface Round {
  readonly time: string;
  readonly containers: readonly { full_id: string; cpu_percent: number | null; memory: number }[];
}

/** Milliseconds that a sparkline shows. */
export const shownTime = 60_000;

/** Milliseconds until a stream that ended is asked for again. */
const again = 5000;

const none: readonly UsePoint[] = [];
const points = new Map<string, readonly UsePoint[]>();
const roundListeners = new Set<() => void>();
let rounds = 0;
const listeners = new Map<string, Set<() => void>>();

function take({ time, containers }: Round): void {
  const at = Date.parse(time);
  for (const { full_id, cpu_percent, memory } of containers) {
    const old = (points.get(full_id) ?? none).filter((one) => at - one.time < shownTime);
    points.set(full_id, [...old, { time: at, cpu: cpu_percent, memory }]);
  }
  const named = new Set(containers.map(({ full_id }) => full_id));
  for (const [id, all] of points) {
    // What stopped has no line any more.
    if (!named.has(id) && at - (all.at(-1)?.time ?? 0) > 10_000) points.delete(id);
  }
  rounds++;
  for (const one of listeners.values()) for (const listener of one) listener();
  for (const listener of roundListeners) listener();
}

/** Follows the use of all containers as long as the calling page is there; `live` is whether there is a connection. */
export function useMeasurements(live: boolean): void {
  useEffect(() => {
    if (!live) return undefined;
    points.clear();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stop: () => void;
    const start = (): void => {
      stop = socket.stream(
        "stats.follow",
        {},
        {
          items: (items) => (items as readonly Round[]).forEach(take),
          // The engine was lost, or too much is open: it is tried again, as long as the page is there.
          end: () => (timer = setTimeout(start, again)),
        },
      );
    };
    start();
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [live]);
}

/** The last minute of one container. */
export function useUse(id: string): readonly UsePoint[] {
  const subscribe = useCallback(
    (listener: () => void) => {
      const all = listeners.get(id) ?? new Set();
      listeners.set(id, all.add(listener));
      return () => {
        all.delete(listener);
        if (all.size === 0) listeners.delete(id);
      };
    },
    [id],
  );
  return useSyncExternalStore(subscribe, () => points.get(id) ?? none);
}

/** The latest measurement of each container, for sorting. */
export const latestUse = (id: string): UsePoint | undefined => points.get(id)?.at(-1);

/** Told of every round of measurements, for what is sorted by them. */
export const measurementRounds = {
  subscribe: (listener: () => void): (() => void) => {
    roundListeners.add(listener);
    return () => roundListeners.delete(listener);
  },
  count: (): number => rounds,
};
