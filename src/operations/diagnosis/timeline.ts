import { signalName } from "./exit-code.ts";
import type { Facts, Happening } from "./facts.ts";

/** How the container has been ending, from its kept events. */
export interface Rhythm {
  /** Ends that are known, oldest first. */
  readonly ends: readonly { readonly time: number; readonly code: number; readonly ran?: number }[];
  /** Median run in milliseconds, where starts are known. */
  readonly medianRun?: number;
}

/** Reads starts and ends from the events. */
export function rhythmOf(happenings: readonly Happening[]): Rhythm {
  const ends: { time: number; code: number; ran?: number }[] = [];
  let started: number | undefined;
  for (const { action, time, attributes } of happenings) {
    if (action === "start") started = time;
    if (action !== "die") continue;
    const code = Number(attributes["exitCode"] ?? Number.NaN);
    ends.push({ time, code, ...(started === undefined ? {} : { ran: time - started }) });
    started = undefined;
  }
  const runs = ends.flatMap(({ ran }) => (ran === undefined ? [] : [ran])).toSorted((a, b) => a - b);
  const medianRun = runs[Math.floor(runs.length / 2)];
  return medianRun === undefined ? { ends } : { ends, medianRun };
}

/** The signals that were sent in the run that ended last, in order. */
export function lastSignals(facts: Facts): readonly { readonly signal: number; readonly happening: Happening }[] {
  const { happenings } = facts;
  const die = happenings.findLastIndex((one) => one.action === "die");
  const start = happenings.findLastIndex((one, index) => one.action === "start" && (die < 0 || index < die));
  // A stop's own event follows the end; a start after it means that the end is no longer the last word.
  return happenings
    .slice(start + 1, die < 0 ? undefined : die + 1)
    .filter((one) => one.action === "kill")
    .map((happening) => ({ signal: signalNumber(happening.attributes["signal"] ?? ""), happening }));
}

const numbers: Readonly<Record<string, number>> = { SIGKILL: 9, KILL: 9, SIGTERM: 15, TERM: 15, SIGINT: 2, INT: 2 };

function signalNumber(text: string): number {
  return numbers[text.toUpperCase()] ?? Number.parseInt(text, 10);
}

/** One line about an event: `die (exit 3)`, `kill SIGTERM by deploy-bot via mcp`. */
export function describe({ action, attributes, by }: Happening): string {
  const who = by === undefined ? "" : ` by ${by.caller} via ${by.surface}`;
  if (action === "die") return `die (exit ${attributes["exitCode"] ?? "?"})${who}`;
  if (action === "kill") return `kill ${signalName(signalNumber(attributes["signal"] ?? ""))}${who}`;
  return `${action}${who}`;
}

/** How long something took or is ago, in one unit: `0.4s`, `12s`, `5m`, `3h`, `2d`. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${Number(seconds.toFixed(1))}s`;
  if (seconds < 120) return `${Math.round(seconds)}s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)}h`;
  return `${Math.round(seconds / 86_400)}d`;
}
