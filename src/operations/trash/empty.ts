import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { removedTarget, removedView, showRemoved } from "./view.ts";

/** Removes containers in the trash for good. */
export const trashEmpty = define({
  id: "trash.empty",
  summary: "Remove containers in the trash for good: the named one, or all that the caller may see.",
  risk: "destroy",
  http: { method: "DELETE", path: "/api/trash" },
  input: z.strictObject({
    id: z.string().min(1).max(255).optional().describe("One removed container; all when absent."),
  }),
  output: z.object({
    removed: z.array(removedView),
    bytes: z.number().describe("Bytes of writable layers that were freed."),
    skipped: z.array(z.object({ id: z.string(), reason: z.string() })),
  }),
  targets: [{ kind: "container", reference: ({ id }) => id, removed: true }],
  deadline: 600_000,
  errors: ["CONTAINER_NOT_FOUND", "CONFLICT", "ENGINE_UNREACHABLE", "ENGINE_TIMEOUT", "ENGINE_FAILED"],
  examples: [
    { title: "One for good", input: { id: "web" } },
    { title: "All", input: {} },
  ],
  async run(context) {
    const { trash } = context.ports;
    const [one] = context.targets;
    const chosen = (trash?.list() ?? []).filter((removed) =>
      one === undefined ? context.inScope(removedTarget(removed)) : removed.container === one.id,
    );
    const removed: ReturnType<typeof showRemoved>[] = [];
    const skipped: { id: string; reason: string }[] = [];
    for (const each of chosen) {
      context.signal.throwIfAborted();
      try {
        await trash?.purge(each.container);
        removed.push(showRemoved(each));
      } catch (thrown) {
        if (!(thrown instanceof GnosisError)) throw thrown;
        skipped.push({ id: each.container.slice(0, 12), reason: thrown.message });
      }
    }
    return { removed, bytes: removed.reduce((sum, { bytes }) => sum + bytes, 0), skipped };
  },
});
