import { z } from "zod";
import { asGnosisError } from "../../kernel/errors.ts";
import { parseSize } from "../../kernel/sizes.ts";

/** A size as people write it, or a plain number of bytes; gives bytes. */
export const size = (description: string) =>
  z
    .union([z.string().min(1).max(40), z.int().min(0)])
    .transform((value, context) => {
      if (typeof value === "number") return value;
      try {
        return parseSize(value);
      } catch (error) {
        const { message, next } = asGnosisError(error);
        context.addIssue({ code: "custom", message: `${message} ${next}` });
        return z.NEVER;
      }
    })
    .describe(`${description} Written as \`512MiB\`, \`64k\` or a number of bytes.`);

/** The same as a number whose unit stands in the field's name. */
export const sizeBytes = (description: string) => z.int().min(0).describe(`${description} In bytes.`);
