import type { ContainerInspect, ContainerSummary } from "../model.ts";
import { statusParts, statusText, type StatusParts } from "./status-text.ts";

/** Milliseconds that lie between the engine's writing a text and our checking it, at most. */
const checkTolerance = 2_000;

/** One container in memory. */
export interface ContainerEntry {
  readonly inspect: ContainerInspect;
  /** As the engine listed it; its status text may be old. */
  readonly summary: ContainerSummary;
  readonly status: StatusParts;
  /** Nanoseconds since 1970, for the engine's order: newest first. */
  readonly created: bigint;
  /** Number of the fetch that brought it: a higher one is not older. */
  readonly fetch: number;
  /** False when summary and inspect don't agree, so that lists can't be answered from this entry. */
  readonly exact: boolean;
  /** When it was asked for, on our clock, milliseconds since 1970. */
  readonly askedAt: number;
  /** False when the inspect answer may have changed since, by execs or health probes. */
  inspectIsCurrent: boolean;
  /** The summary with the status text of the last reading. */
  shown: ContainerSummary;
}

/** An entry from what the engine answered at `now` of its clock. */
export function containerEntry(
  inspect: ContainerInspect,
  summary: ContainerSummary,
  now: number,
  fetch: number,
): ContainerEntry {
  const status = statusParts(inspect.State);
  return {
    inspect,
    summary,
    status,
    created: nanoseconds(inspect.Created),
    fetch,
    askedAt: Date.now(),
    exact: summary.State === inspect.State.Status && sameText(summary.Status, status, now),
    // A health probe changes the answer every time, and no event tells of it.
    inspectIsCurrent: inspect.State.Health === undefined,
    shown: summary,
  };
}

/** The summary with its status text at `now`; the same object as long as the text stays. */
export function summaryAt(entry: ContainerEntry, now: number): ContainerSummary {
  const Status = statusText(entry.status, now);
  if (entry.shown.Status !== Status) entry.shown = { ...entry.summary, Status };
  return entry.shown;
}

/** Whether our text is the engine's: it wrote its own at some moment shortly before `now`. */
function sameText(text: string, status: StatusParts, now: number): boolean {
  for (let at = now; at > now - checkTolerance; at -= 250) {
    if (statusText(status, at) === text) return true;
  }
  return statusText(status, now + 250) === text;
}

/** An RFC 3339 moment in nanoseconds since 1970. */
export function nanoseconds(moment: string): bigint {
  const [, whole = "", fraction = "", zone = "Z"] = /^([^.Z+]*)(?:\.(\d+))?(.*)$/.exec(moment) ?? [];
  const seconds = Date.parse(`${whole}${zone}`);
  return Number.isNaN(seconds) ? 0n : BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(9, "0").slice(0, 9));
}
