/** A stretch of time, Unix milliseconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Milliseconds of the shortest stretch that is shown: six of the shortest periods that are kept. */
export const shortest = 60_000;

/** A stretch inside of the whole: as long as it was where it fits, and never shorter than the shortest. */
export function within({ from, to }: Range, whole: Range): Range {
  const length = Math.min(Math.max(shortest, Math.round(to - from)), whole.to - whole.from);
  const start = Math.round(Math.min(Math.max(whole.from, (from + to - length) / 2), whole.to - length));
  return { from: start, to: start + length };
}

/** What one can do to the stretch that is shown. */
export type Step = "in" | "out" | "earlier" | "later" | "all";

/** What a step makes of the stretch that is shown. */
export function steered(step: Step, shown: Range, whole: Range): Range {
  const length = shown.to - shown.from;
  const about = (part: number, shift: number): Range => {
    const middle = (shown.from + shown.to) / 2 + shift * length;
    return within({ from: middle - (part * length) / 2, to: middle + (part * length) / 2 }, whole);
  };
  if (step === "in") return about(0.5, 0);
  if (step === "out") return about(2, 0);
  if (step === "earlier") return about(1, -0.25);
  if (step === "later") return about(1, 0.25);
  return whole;
}
