import { z } from "zod";
import { parseDuration } from "../../kernel/units.ts";

/** Unix seconds, with fractions, of a moment as people write it; nothing for what is none. */
export function readMoment(value: string | number, now: number): number | undefined {
  if (typeof value === "number") return value;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/u.test(text)) return Number(text);
  if (/^\d{4}-\d{2}-\d{2}/u.test(text)) {
    // A date without a zone is UTC here, so that the answer does not depend on where the server runs.
    const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/iu.test(text) || text.length === 10 ? text : `${text}Z`;
    const at = Date.parse(zoned);
    return Number.isNaN(at) ? undefined : at / 1000;
  }
  try {
    return Math.max(0, (now - parseDuration(text)) / 1000);
  } catch {
    return undefined;
  }
}

/** A moment: `2h` ago, RFC 3339, or Unix seconds; gives Unix seconds. */
export const moment = (description: string) =>
  z
    .union([z.string().min(1).max(64), z.number().min(0)])
    .transform((value, context) => {
      const at = readMoment(value, Date.now());
      if (at !== undefined) return at;
      context.addIssue({
        code: "custom",
        message: `'${value}' is no moment; write it as 2h (ago), 2026-01-31T12:00:00Z or Unix seconds`,
      });
      return z.NEVER;
    })
    .describe(`${description} Written as \`2h\` (ago), \`2026-01-31T12:00:00Z\` or Unix seconds.`);
