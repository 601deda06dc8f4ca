import type { KeptLine } from "./log-store.ts";

/** What was found: the lines, and which of them are those that were wanted; all of them when absent. */
export interface Around {
  readonly found: readonly KeptLine[];
  readonly wanted?: ReadonlySet<number>;
}

/** Those that fit, and so many lines before and after each; what is missing and what happened stays where it is. */
export function withAround(lines: readonly KeptLine[], fits: (line: KeptLine) => boolean, around: number): Around {
  const wanted = new Set<number>();
  const found: KeptLine[] = [];
  let [taken, until] = [0, 0];
  for (const [index, line] of lines.entries()) {
    if (line.event === undefined && fits(line)) {
      wanted.add(line.key);
      for (let at = Math.max(taken, index - around); at < index; at++) found.push(lines[at] as KeptLine);
      until = index + around + 1;
    } else if (index >= until && line.missed === undefined && line.event === undefined) continue;
    if (index >= taken) {
      found.push(line);
      taken = index + 1;
    }
  }
  return { found, wanted };
}
