import type { z } from "zod";
import type { AnyOperation, Operation } from "../catalogue/operation.ts";
import { flatten } from "../kernel/flatten.ts";
import type { Ports } from "./ports.ts";

/** Gives an operation's definition its types: input and output are inferred from the schemas. What comes in batches can be had one by one too. */
export function define<Input extends z.ZodObject, Output extends z.ZodType, Item extends z.ZodType = z.ZodNever>(
  operation: Operation<Input, Output, Item, Ports>,
): AnyOperation<Ports> {
  const { batches } = operation;
  return batches === undefined
    ? operation
    : { stream: (context, input) => flatten(batches(context, input)), ...operation };
}
