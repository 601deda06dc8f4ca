import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { showStep, undoInput, undoStep, whatToUndo } from "./steps.ts";

/** Says what an undo would do. */
export const undoPlan = define({
  id: "undo.plan",
  summary: "Say what taking back a change, or all changes of a session, would do, and what is in the way.",
  risk: "read",
  http: { method: "GET", path: "/api/undo" },
  input: undoInput,
  output: z.object({ steps: z.array(undoStep) }),
  deadline: 60_000,
  errors: ["INPUT_INVALID", "RECEIPT_NOT_FOUND", "SESSION_NOT_FOUND"],
  examples: [{ title: "Before taking a change back", input: { record: "r-1" } }],
  async run(context, input) {
    const { undo } = context.ports;
    if (undo === undefined) throw new GnosisError("RECEIPT_NOT_FOUND", "This server keeps no receipts.");
    const steps = await undo.plan(context.caller, whatToUndo(input));
    return { steps: steps.map(showStep) };
  },
});
