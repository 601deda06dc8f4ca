import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { timestamp } from "../../kernel/clock.ts";
import type { UndoneStep, UndoWhat } from "../undo-desk.ts";

const id = (about: string) => z.string().min(1).max(200).optional().describe(about);

/** What is to be taken back. */
export const undoInput = z.strictObject({
  record: id("Record of the change: the receipt of its answer names it."),
  session: id("All changes of this session, the last one first."),
});

/** One change and what an undo does with it, as answers show it. */
export const undoStep = z.object({
  record: z.string(),
  operation: z.string().describe("The change."),
  target: z.string(),
  time: z.string().describe("When it was made, RFC 3339."),
  state: z.enum(["ready", "done", "nothing", "impossible", "conflict"]),
  summary: z.string().describe("What an undo does, or why it can't."),
  undone_by: z.string().optional().describe("Record of the undo itself."),
  error: z.string().optional().describe("Why the undo failed."),
});

/** Shows a step. */
export const showStep = ({ time, undoneBy, ...step }: UndoneStep) => ({
  ...step,
  time: timestamp(time),
  ...(undoneBy === undefined ? {} : { undone_by: undoneBy }),
});

/** Exactly one of the two must be given. */
export function whatToUndo({ record, session }: z.output<typeof undoInput>): UndoWhat {
  if (record !== undefined && session === undefined) return { record };
  if (session !== undefined && record === undefined) return { session };
  throw new GnosisError("INPUT_INVALID", "Either 'record' or 'session' is needed, not both.", { where: "/record" });
}
