import { z } from "zod";
import { readsClock } from "../../catalogue/clock-fields.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import { parseMoment } from "../../kernel/moments.ts";

/** A moment: `2h` ago, RFC 3339, or Unix seconds; gives Unix seconds with fractions. */
export const moment = (description: string) =>
  readsClock(
    z
      .union([z.string().min(1).max(64), z.number().min(0)])
      .transform((value, context) => {
        if (typeof value === "number") return value;
        if (/^\d+(\.\d+)?$/u.test(value)) return Number(value);
        try {
          return parseMoment(value, new Date());
        } catch (error) {
          const { message, next } = asGnosisError(error);
          context.addIssue({ code: "custom", message: `${message} ${next}` });
          return z.NEVER;
        }
      })
      .describe(`${description} Written as \`2h\` (ago), \`2026-01-31T12:00:00Z\` or Unix seconds.`),
  );
