import { z } from "zod";
import { parseDuration } from "../../kernel/durations.ts";
import { asGnosisError } from "../../kernel/errors.ts";

/** A duration as people write it, or a plain number of seconds; gives milliseconds. */
export const duration = (description: string) =>
  z
    .union([z.string().min(1).max(40), z.number().min(0).max(315_360_000)])
    .transform((value, context) => {
      if (typeof value === "number") return value * 1000;
      if (/^\d+(\.\d+)?$/u.test(value)) return Number(value) * 1000;
      try {
        return parseDuration(value);
      } catch (error) {
        const { message, next } = asGnosisError(error);
        context.addIssue({ code: "custom", message: `${message} ${next}` });
        return z.NEVER;
      }
    })
    .describe(`${description} Written as \`10s\`, \`1h30m\` or a number of seconds.`);

/** The same as a number whose unit stands in the field's name; gives seconds. */
export const seconds = (description: string) =>
  z.number().min(0).max(315_360_000).describe(`${description} In seconds.`);
