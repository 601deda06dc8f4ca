import { z } from "zod";
import { asGnosisError } from "../../../kernel/errors.ts";
import { parseDuration } from "../../../kernel/durations.ts";
import { shellWords } from "../../../kernel/shell-words.ts";
import { parseSize } from "../../../kernel/sizes.ts";
import { pairs as pairsOf } from "../../fields/labels.ts";

const read = <T>(context: z.core.$RefinementCtx, reading: () => T): T => {
  try {
    return reading();
  } catch (error) {
    const { message, next } = asGnosisError(error);
    context.addIssue({
      code: "custom",
      message: error instanceof Error && next === undefined ? message : `${message} ${next}`,
    });
    return z.NEVER;
  }
};

/** Text; numbers and booleans that YAML makes of plain words are taken as they are written. */
export const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** A whole number, also one that came out of a variable. */
export const whole = z.union([z.int(), z.string().regex(/^-?\d+$/u, "must be a whole number")]).transform(Number);

/** A number that isn't negative, also one that came out of a variable. */
export const decimal = z
  .union([z.number().min(0), z.string().regex(/^\d+(?:\.\d+)?$/u, "must be a number")])
  .transform(Number);

/** True or false, also one that came out of a variable. */
export const flag = z
  .union([z.boolean(), z.enum(["true", "false"])])
  .transform((given) => given === true || given === "true");

/** A list of texts. */
export const words = z.array(text);

/** One text or a list of them. */
export const oneOrMore = z.union([text, words]).transform((given) => (Array.isArray(given) ? given : [given]));

/** A command: a list of words, or a line that is split as a shell would; nothing leaves it to the image. */
export const commandLine = z.union([z.null(), z.string(), words]).transform((given, context) =>
  typeof given === "string"
    ? read(context, () => {
        try {
          return shellWords(given);
        } catch (error) {
          context.addIssue({ code: "custom", message: (error as Error).message });
          return z.NEVER;
        }
      })
    : given,
);

/** A size such as `64m`; gives bytes. */
export const bytes = z
  .union([z.int().min(0), z.string().min(1)])
  .transform((given, context) => (typeof given === "number" ? given : read(context, () => parseSize(given))));

/** A duration such as `1m30s`; gives milliseconds. */
export const period = z.string().transform((given, context) => read(context, () => parseDuration(given)));

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Names and values, as keys or as a list of `name=value`; gives an object of texts. */
export const named = z
  .union([z.record(z.string().min(1), scalar), words])
  .transform((given): Record<string, string> =>
    Array.isArray(given)
      ? pairsOf(given)
      : Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value === null ? "" : String(value)])),
  );

/** Environment variables; null stands for one whose value is taken from beside the document. */
export const variables = z
  .union([z.record(z.string().regex(/^[^=\0]+$/u), scalar), words])
  .transform((given): Record<string, string | null> =>
    Array.isArray(given)
      ? Object.fromEntries(
          given.map((entry) => {
            const at = entry.indexOf("=");
            return at < 0 ? [entry, null] : [entry.slice(0, at), entry.slice(at + 1)];
          }),
        )
      : Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value === null ? null : String(value)])),
  );
