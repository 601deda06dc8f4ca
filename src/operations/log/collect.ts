import { templateOf, type LogLine } from "./log-line.ts";
import { atLeast, type Level } from "../../kernel/log-level.ts";
import type { Matcher } from "./pattern.ts";

/** What is kept of the lines that pass. */
export interface CollectRule {
  /** Every line when absent. */
  readonly matches?: Matcher;
  readonly level?: Level;
  /** Lines before and after a match. */
  readonly context: number;
  /** Which repeats become one entry with a count: all, those that follow each other, or none. */
  readonly fold: "all" | "adjacent" | "none";
}

/** One matching line, with its repeats and what stood around the first of them. */
export interface Found extends LogLine {
  count: number;
  lastTime: string;
  readonly before: readonly string[];
  readonly after: string[];
  /** Order of the first and the last occurrence among all that matched. */
  readonly first: number;
  last: number;
}

/** Kept groups; beyond them the matches are only counted. */
const mostGroups = 5_000;
const batchSize = 500;

/** What a collection came to. */
export interface Collected {
  readonly found: Found[];
  /** Lines looked at. */
  readonly scanned: number;
  /** Lines that matched, repeats included. */
  readonly matched: number;
  /** Lines that matched but were not kept. */
  readonly dropped: number;
}

/** Reads lines to their end and keeps what the rule asks for, in bounded memory. */
export async function collect(lines: AsyncIterable<LogLine>, rule: CollectRule): Promise<Collected> {
  const groups = new Map<string, Found>();
  let ring: string[] = [];
  let open: { found: Found; left: number }[] = [];
  let scanned = 0;
  let matched = 0;
  let dropped = 0;
  let batch: LogLine[] = [];
  let previous = "";
  let run = 0;

  /** What the line is folded under. */
  const keyOf = (line: LogLine): string => {
    if (rule.fold === "none") return String(matched);
    const template = `${line.stream}\n${templateOf(line.text)}`;
    if (rule.fold === "all") return template;
    if (template !== previous) run += 1;
    previous = template;
    return String(run);
  };

  const keep = (line: LogLine): void => {
    matched += 1;
    const key = keyOf(line);
    const known = groups.get(key);
    if (known !== undefined) {
      known.count += 1;
      known.lastTime = line.time;
      known.last = matched;
    } else if (groups.size >= mostGroups) {
      dropped += 1;
    } else {
      const found: Found = {
        ...line,
        count: 1,
        lastTime: line.time,
        before: [...ring],
        after: [],
        first: matched,
        last: matched,
      };
      groups.set(key, found);
      if (rule.context > 0) open.push({ found, left: rule.context });
    }
  };

  const flush = (): void => {
    const texts = batch.map((line) => line.text);
    const hits = rule.matches === undefined ? undefined : new Set(rule.matches(texts));
    batch.forEach((line, index) => {
      scanned += 1;
      for (const one of open) {
        one.found.after.push(line.text);
        one.left -= 1;
      }
      open = open.filter((one) => one.left > 0);
      if ((hits === undefined || hits.has(index)) && (rule.level === undefined || atLeast(line.level, rule.level))) {
        keep(line);
      }
      if (rule.context > 0) ring = [...ring, line.text].slice(-rule.context);
    });
    batch = [];
  };

  for await (const line of lines) {
    batch.push(line);
    if (batch.length >= batchSize) flush();
  }
  flush();
  return { found: [...groups.values()], scanned, matched, dropped };
}
