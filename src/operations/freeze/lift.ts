import { z } from "zod";
import { freezer } from "../approval/fields.ts";
import { define } from "../define.ts";
import { freeze, freezeOf } from "./view.ts";

/** Ends a freeze. */
export const freezeLift = define({
  id: "freeze.lift",
  summary: "End a freeze: changes are decided by the policy again.",
  risk: "host",
  http: { method: "DELETE", path: "/api/freezes/{id}" },
  input: z.strictObject({ id: z.string().min(1).max(100).describe("The freeze's id.") }),
  output: z.object({ message: z.string(), freeze }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "FREEZE_NOT_FOUND", "STORE_FAILED"],
  examples: [{ title: "Lift a freeze", input: { id: "frz_7k2mq9wxyzabcdef" } }],
  run: ({ ports, caller }, { id }) =>
    Promise.resolve({ message: "Lifted", freeze: freezeOf(freezer(ports).lift(id, caller.name)) }),
});
