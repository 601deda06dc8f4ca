import { useEffect, useRef, useState } from "react";
import { atLeast, levelOf, type Level } from "../../../../src/kernel/log-level.ts";
import { withAround, type Around } from "./around.ts";
import type { KeptLine } from "./log-store.ts";

/** What is looked for. */
export interface Wanted {
  readonly text: string;
  readonly regex: boolean;
  readonly level: Level | "";
  /** Lines before and after each that is wanted, which are given too. */
  readonly around: number;
}

/** What was found, and what is wrong with the question. */
export type Found = Around & { readonly problem?: string };

/** Milliseconds that an expression may take for what is there. */
const patience = 1500;

function make(): Worker {
  return new Worker(new URL("find-worker.ts", import.meta.url), { type: "module" });
}

/** What is wrong with an expression; nothing when it is one. */
function wrong(source: string): string | undefined {
  try {
    RegExp(source);
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** The lines that are wanted. A regular expression works in a worker, with a limit of time. */
export function useFound(lines: readonly KeptLine[], { text, regex, level, around }: Wanted): Found {
  const worker = useRef<Worker>(undefined);
  const known = useRef<{ source: string; fits: Map<number, boolean> }>({ source: "", fits: new Map() });
  const busy = useRef(false);
  const [tick, setTick] = useState(0);
  const [slow, setSlow] = useState<string>();
  const mistake = regex && text !== "" ? wrong(text) : undefined;
  const works = regex && text !== "" && mistake === undefined && slow !== text;

  useEffect(() => () => worker.current?.terminate(), []);
  useEffect(() => {
    if (!works || busy.current) return;
    if (known.current.source !== text) known.current = { source: text, fits: new Map() };
    const { fits } = known.current;
    const open = lines.filter(
      ({ key, missed, event }) => missed === undefined && event === undefined && !fits.has(key),
    );
    if (open.length === 0) return;
    // Lines that are gone need no answer any more.
    const oldest = lines.find(({ event }) => event === undefined)?.key ?? 0;
    if (fits.size > 2 * lines.length) for (const key of fits.keys()) if (key < oldest) fits.delete(key);
    busy.current = true;
    const one = (worker.current ??= make());
    const over = (): void => {
      busy.current = false;
      setTick((count) => count + 1);
    };
    const timer = setTimeout(() => {
      one.terminate();
      worker.current = undefined;
      setSlow(text);
      over();
    }, patience);
    const answered = ({ data }: MessageEvent<readonly boolean[]>): void => {
      clearTimeout(timer);
      for (const [index, { key }] of open.entries()) fits.set(key, data[index] === true);
      over();
    };
    one.addEventListener("message", answered, { once: true });
    one.postMessage({ source: text, flags: "iu", texts: open.map((line) => line.text) }, []);
  }, [works, text, lines, tick]);

  const small = text.toLowerCase();
  const fits = ({ key, text: line }: KeptLine): boolean =>
    text === "" || mistake !== undefined
      ? true
      : regex
        ? known.current.source === text && known.current.fits.get(key) === true
        : line.toLowerCase().includes(small);
  const bad = ({ text: line, stream }: KeptLine): boolean =>
    level === "" || atLeast(levelOf(line) ?? (stream === "stderr" ? "error" : undefined), level);
  const problem = mistake ?? (slow === text && regex ? "This expression takes too long: make it simpler." : undefined);
  const found: Around =
    text === "" && level === ""
      ? { found: lines }
      : withAround(lines, (line) => line.missed === undefined && fits(line) && bad(line), around);
  return { ...found, ...(problem === undefined ? {} : { problem }) };
}
