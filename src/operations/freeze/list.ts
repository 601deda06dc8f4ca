import { z } from "zod";
import { freezer } from "../approval/fields.ts";
import { define } from "../define.ts";
import { freeze, freezeOf } from "./view.ts";

/** Lists freezes. */
export const freezeList = define({
  id: "freeze.list",
  summary: "List what is frozen: who may only read, since when and why.",
  risk: "read",
  http: { method: "GET", path: "/api/freezes" },
  input: z.strictObject({
    all: z.boolean().default(false).describe("Also those that have been lifted."),
  }),
  output: z.object({
    freezes: z.array(freeze).describe("Newest first."),
    total: z.number().describe("How many there are in this answer."),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "STORE_FAILED"],
  examples: [{ title: "What is frozen now", input: {} }],
  run({ ports }, { all }) {
    const freezes = freezer(ports).list({ all }).map(freezeOf);
    return Promise.resolve({ freezes, total: freezes.length });
  },
});
