import type { z } from "zod";
import { setField, type Draft } from "./draft.ts";

/** One field of a service: what may stand there, and what the engine is told of it. */
export interface ServiceField {
  readonly schema: z.ZodType;
  /** The engine's field, or in words what it does instead; for the reference. */
  readonly engine: string;
  readonly put: (value: never, draft: Draft) => void;
}

/** A field that goes to the engine's field of that path as it was read, or as `put` says. */
export function field<Schema extends z.ZodType>(
  engine: string,
  schema: Schema,
  put: (value: z.output<Schema>, draft: Draft) => void = (value, draft) => setField(draft, engine, value),
): ServiceField {
  return { engine, schema, put };
}

/** A field that says when and how often instead of what: the plan reads it. */
export const planned = (engine: string, schema: z.ZodType): ServiceField => ({ engine, schema, put: () => undefined });
