import { z } from "zod";
import { GnosisError } from "../../../kernel/errors.ts";
import { looks, tool } from "../tool.ts";

/** The one tool without an operation: the rest of an answer was decided and recorded with its beginning. */
export const answerContinue = tool({
  name: "answer_continue",
  profile: "observe",
  description: "The next part of an answer that was cut.",
  operations: [],
  hints: looks,
  long: true,
  input: z.strictObject({ cursor: z.string() }),
  call: () => Promise.reject(new GnosisError("INTERNAL", "answer_continue is answered where the rests are kept.")),
});
