import { durationPattern, parseDuration } from "./durations.ts";
import { GnosisError } from "./errors.ts";

/**
 * Unix seconds (with fraction) from a moment as people write it: a duration before now (`10m`), RFC 3339, a date, or Unix seconds.
 * Throws INPUT_INVALID for anything else.
 */
export function parseMoment(text: string, now: Date, where?: string): number {
  const trimmed = text.trim();
  if (durationPattern.test(trimmed)) return (now.getTime() - parseDuration(trimmed)) / 1000;
  if (/^\d{9,11}(?:\.\d+)?$/u.test(trimmed)) return Number(trimmed);
  const written = /^\d{4}-\d\d-\d\d/u.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  if (Number.isNaN(written)) {
    throw new GnosisError("INPUT_INVALID", `'${text}' is no moment.`, {
      ...(where === undefined ? {} : { where }),
      next: "Write how long ago (10m, 2h, 1d), an RFC 3339 time (2026-01-31T08:00:00Z) or Unix seconds.",
    });
  }
  return written / 1000;
}
