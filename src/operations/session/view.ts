import { z } from "zod";
import type { SessionView } from "../../catalogue/ports/session-reader.ts";

/** A session as lists show it. */
export const session = z.object({
  id: z.string().describe("As its client names it, or `at-N` with the number of its first record."),
  caller: z.object({ id: z.string(), name: z.string(), role: z.string() }),
  surfaces: z.array(z.string()),
  clients: z.array(z.string()).describe("Client programs as they name themselves."),
  started: z.string().describe("RFC 3339."),
  ended: z.string().describe("RFC 3339: the end of its last call so far."),
  calls: z.number(),
  changes: z.number(),
  failed: z.number(),
  refused: z.number(),
  unknown: z.number().describe("Calls whose outcome nobody knows."),
  operations: z.array(z.object({ operation: z.string(), calls: z.number() })).describe("Most often called first."),
});

/** A session in the form that is answered. */
export function sessionOf(view: SessionView): z.output<typeof session> {
  return {
    ...view,
    caller: { ...view.caller },
    surfaces: [...view.surfaces],
    clients: [...view.clients],
    operations: view.operations.map((one) => ({ ...one })),
  };
}

/** The session that is meant. */
export const sessionId = z.string().min(1).max(300).describe("The session's id, as the list gives it.");
