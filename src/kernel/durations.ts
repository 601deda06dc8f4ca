import { GnosisError } from "./errors.ts";

/** Milliseconds in one of each unit; `m` is a minute and `d` is 24 hours. */
const millisecondsIn: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** One or more numbers with units, longest unit first: `10s`, `1h30m`, `1.5s`. */
export const durationPattern = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d))+$/u;

/** Reads a duration such as `10s`, `1h30m` or `250ms` as milliseconds; throws INPUT_INVALID for anything else. */
export function parseDuration(text: string, where?: string): number {
  const trimmed = text.trim();
  if (!durationPattern.test(trimmed)) {
    throw new GnosisError("INPUT_INVALID", `'${text}' is not a duration.`, {
      ...(where === undefined ? {} : { where }),
      next: "Write a number with a unit, such as 500ms, 10s, 5m, 1h30m or 2d.",
    });
  }
  let milliseconds = 0;
  for (const [, number, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)/gu)) {
    milliseconds += Number(number) * (millisecondsIn[unit ?? ""] ?? 0);
  }
  return milliseconds;
}

/** Writes milliseconds as people do: `250ms`, `1.5s`, `2m`, `1h30m`, `3d4h`; parts of a millisecond are dropped. */
export function formatDuration(milliseconds: number): string {
  const whole = Math.max(0, Math.floor(milliseconds));
  if (whole < 1000) return `${whole}ms`;
  if (whole < 60_000) return `${Number((whole / 1000).toFixed(3))}s`;
  let rest = whole;
  let text = "";
  for (const [unit, size] of [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
    ["ms", 1],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}
