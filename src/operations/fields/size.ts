import { z } from "zod";
import { parseBytes } from "../../kernel/units.ts";

/** A size as people write it, or a plain number of bytes; gives bytes. */
export const size = (description: string) =>
  z
    .union([z.string().min(1).max(40), z.int().min(0)])
    .transform((value, context) => {
      if (typeof value === "number") return value;
      try {
        return parseBytes(value);
      } catch (error) {
        context.addIssue({ code: "custom", message: (error as Error).message });
        return z.NEVER;
      }
    })
    .describe(`${description} Written as \`512MiB\`, \`64k\` or a number of bytes.`);

/** The same as a number whose unit stands in the field's name. */
export const sizeBytes = (description: string) => z.int().min(0).describe(`${description} In bytes.`);
