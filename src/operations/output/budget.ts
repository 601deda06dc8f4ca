import { z } from "zod";
import { size, sizeBytes } from "../fields/size.ts";

/** The most bytes of output that one answer may be asked to hold. */
const most = 16 * 1024 * 1024;
/** What it holds when nothing is said: enough for a person, and little enough for a model. */
const usual = 1024 * 1024;

/** How much output an answer holds. */
export const budgetFields = {
  max_output: size("The most output to give; 1MiB when absent, at most 16MiB.").optional(),
  max_output_bytes: sizeBytes("The same as a number.").optional(),
};

const budgetObject = z.object(budgetFields);

/** The budget in bytes. */
export function budgetOf(input: z.output<typeof budgetObject>): number {
  return Math.min(most, Math.max(1, input.max_output ?? input.max_output_bytes ?? usual));
}
