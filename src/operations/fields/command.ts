import { z } from "zod";
import { shellWords } from "../../kernel/shell-words.ts";

/** A command as a list of words, or as one string that is split as a shell would; no shell runs it. Gives the words. */
export const command = (description: string) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given, context) => {
      if (Array.isArray(given)) return given;
      try {
        return shellWords(given);
      } catch (error) {
        context.addIssue({ code: "custom", message: (error as Error).message });
        return z.NEVER;
      }
    })
    .describe(`${description} A list of words, or one string that is split as a shell would split it.`);
