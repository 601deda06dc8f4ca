import type { Level } from "./level.ts";

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

/** A line together with what repeated it. */
export interface FoldedLine extends LogLine {
  /** How many lines looked like this one, itself included. */
  readonly count: number;
  /** Time of the last of them. */
  readonly lastTime: string;
  /** Indexes of the first and of the last in what was folded. */
  readonly first: number;
  readonly last: number;
}

const variable =
  /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\b0x[0-9a-f]+\b|\b(?=[0-9a-f]*\d)[0-9a-f]{7,64}\b|\d+(?:\.\d+)?/gi;

/** A line with everything that usually differs between repeats (times, numbers, ids, addresses) taken out. */
export function templateOf(text: string): string {
  return text.replace(variable, "#").replace(/\s+/g, " ").trim();
}

/**
 * Folds lines of the same container and stream that have the same template into their first occurrence with a count, in the order of
 * the first occurrences. Nothing is dropped: the counts add up to the number of lines.
 */
export function fold(lines: readonly LogLine[]): FoldedLine[] {
  const found = new Map<string, { line: LogLine; count: number; lastTime: string; first: number; last: number }>();
  lines.forEach((line, index) => {
    const key = `${line.container}\n${line.stream}\n${templateOf(line.text)}`;
    const known = found.get(key);
    if (known === undefined) {
      found.set(key, { line, count: 1, lastTime: line.time, first: index, last: index });
    } else {
      known.count += 1;
      known.lastTime = line.time;
      known.last = index;
    }
  });
  return [...found.values()].map(({ line, ...rest }) => ({ ...line, ...rest }));
}
