import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { showStep, undoInput, undoStep, whatToUndo } from "./steps.ts";

/** Takes changes back. */
export const undoRun = define({
  id: "undo.run",
  summary: "Take back a change, or all changes of a session in reverse order.",
  description:
    "Each step is a call of its own: decided by the caller's role, recorded, and with a receipt. The first that fails ends it.",
  risk: "change",
  http: { method: "POST", path: "/api/undo" },
  input: undoInput,
  output: z.object({ message: z.string(), steps: z.array(undoStep) }),
  deadline: 600_000,
  errors: ["INPUT_INVALID", "RECEIPT_NOT_FOUND", "SESSION_NOT_FOUND", "NOT_UNDOABLE"],
  examples: [
    { title: "Take one change back", input: { record: "r-1" } },
    { title: "Take back what a session did", input: { session: "s-1" } },
  ],
  async run(context, input) {
    const { undo } = context.ports;
    if (undo === undefined) throw new GnosisError("RECEIPT_NOT_FOUND", "This server keeps no receipts.");
    const steps = await undo.run(context.caller, whatToUndo(input), context.signal);
    const done = steps.filter(({ undoneBy }) => undoneBy !== undefined).length;
    return { message: `${done} of ${steps.length} changes taken back`, steps: steps.map(showStep) };
  },
});
