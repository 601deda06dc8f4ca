import { z } from "zod";
import { define } from "../define.ts";
import { desk, sandbox, sandboxOf } from "./view.ts";

/** Lists the caller's sandboxes. */
export const sandboxList = define({
  id: "sandbox.list",
  summary: "List sandboxes: your own, and for admins all.",
  risk: "read",
  http: { method: "GET", path: "/api/sandboxes" },
  input: z.strictObject({
    all: z.boolean().default(false).describe("Also those that ended in the last day, with the reason."),
  }),
  output: z.object({ sandboxes: z.array(sandbox), total: z.number().describe("How many there are.") }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "STORE_FAILED"],
  examples: [{ title: "What there is", input: {} }],
  run({ ports, caller }, { all }) {
    const sandboxes = desk(ports).list(caller, all).map(sandboxOf);
    return Promise.resolve({ sandboxes, total: sandboxes.length });
  },
});
