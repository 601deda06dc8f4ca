import type { z } from "zod";
import type { AnyOperation, Operation } from "../catalogue/operation.ts";
import type { Ports } from "./ports.ts";

/** Gives an operation's definition its types: input and output are inferred from the schemas. */
export function define<Input extends z.ZodObject, Output extends z.ZodType, Item extends z.ZodType = z.ZodNever>(
  operation: Operation<Input, Output, Item, Ports>,
): AnyOperation<Ports> {
  return operation;
}
