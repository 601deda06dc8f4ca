import { z } from "zod";
import { define } from "../define.ts";
import { removedTarget, removedView, showRemoved } from "./view.ts";

/** Lists removed containers that can still come back. */
export const trashList = define({
  id: "trash.list",
  summary: "List removed containers that can still be brought back.",
  risk: "read",
  http: { method: "GET", path: "/api/trash" },
  input: z.strictObject({}),
  output: z.object({ removed: z.array(removedView), total: z.number() }),
  deadline: 10_000,
  errors: ["FIELD_UNKNOWN"],
  examples: [{ title: "What can come back", input: {} }],
  run: (context) => {
    const all = context.ports.trash?.list() ?? [];
    const removed = all.filter((one) => context.inScope(removedTarget(one))).map(showRemoved);
    return Promise.resolve({ removed, total: removed.length });
  },
});
