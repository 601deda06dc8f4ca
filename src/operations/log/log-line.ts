import type { Level } from "../../kernel/log-level.ts";

/** One line of a container's log, plain and masked. */
export interface LogLine {
  /** Name of the container. */
  readonly container: string;
  readonly stream: "stdout" | "stderr";
  /** RFC 3339 with nanoseconds, as the engine wrote it; empty when it gave none. */
  readonly time: string;
  readonly level?: Level;
  readonly text: string;
}

const variable =
  /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\b0x[0-9a-f]+\b|\b(?=[0-9a-f]*\d)[0-9a-f]{7,64}\b|\d+(?:\.\d+)?/gi;

/** A line with everything that usually differs between repeats (times, numbers, ids, addresses) taken out. */
export function templateOf(text: string): string {
  return text.replace(variable, "#").replace(/\s+/g, " ").trim();
}
