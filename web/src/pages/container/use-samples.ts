import { useEffect, useRef, useState } from "react";
import { useLiveness } from "../../connection/hooks.ts";
import { socket } from "../../connection/socket.ts";

/** A measurement as it comes. */
export interface Sample {
  readonly running: boolean;
  readonly cpu_percent: number;
  readonly memory_usage: number;
  readonly memory_limit: number;
}

/** Milliseconds until a stream that ended is asked for again, as after a restart. */
const again = 2000;

/** The newest measurement of a container that runs, as long as the page is there; `told` hears of each. */
export function useSamples(id: string, running: boolean, told: () => void): Sample | undefined {
  const { liveness } = useLiveness();
  const [sample, setSample] = useState<Sample>();
  const hear = useRef(told);
  hear.current = told;
  useEffect(() => {
    if (liveness !== "live" || !running) {
      setSample(undefined);
      return undefined;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stop: () => void;
    const start = (): void => {
      stop = socket.stream(
        "container.stats",
        { id },
        {
          items: (items) => {
            setSample((items as readonly Sample[]).at(-1));
            hear.current();
          },
          end: () => (timer = setTimeout(start, again)),
        },
      );
    };
    start();
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [id, running, liveness]);
  return sample;
}
