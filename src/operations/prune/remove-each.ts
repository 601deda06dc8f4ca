import { z } from "zod";
import type { AnyOperation, OperationContext } from "../../catalogue/operation.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import type { Ports } from "../ports.ts";
import { type Candidate, pruneKinds, type Prunable } from "./prunable.ts";

const one = z.object({ kind: z.enum(pruneKinds), id: z.string(), name: z.string() });

const removed = one.extend({
  bytes: z.number().nullable(),
  record: z.string().optional().describe("Record of this removal; absent with `dry_run`."),
  undo: z.string().optional().describe("What `undo.run` with that record does, or why it can't."),
  undoable: z.boolean().optional(),
});

const skipped = one.extend({ reason: z.string() });

/** What was removed and what was not. */
export const removals = {
  removed: z.array(removed).describe("What was removed, or would be with `dry_run`."),
  skipped: z.array(skipped).describe("What was left, and why."),
  reclaimed_bytes: z.number().describe("Disk space that became free, as far as the engine tells."),
};

/** One of the things to be removed, with what removes its kind. */
export interface Removable {
  readonly candidate: Candidate;
  readonly prunable: Prunable;
  readonly operation: AnyOperation;
}

/** Failures that hold for everything that would follow. */
const ending: ReadonlySet<string> = new Set(["AUDIT_UNAVAILABLE", "ENGINE_UNREACHABLE", "SHUTTING_DOWN"]);

/**
 * Removes each thing that the caller may see, one by one and by its full id, and never by the engine's own prune, which knows no scopes.
 * Each is looked at again right before, decided and recorded on its own; what can't go is skipped with the reason.
 */
export async function removeEach(
  context: OperationContext<Ports>,
  all: readonly Removable[],
  { dryRun = false, plan }: { readonly dryRun?: boolean; readonly plan?: string } = {},
) {
  const gone: z.output<typeof removed>[] = [];
  const left: z.output<typeof skipped>[] = [];
  for (const { candidate, prunable, operation } of all) {
    const { kind, id, name, target, bytes } = candidate;
    if (target !== undefined && !context.sees(target)) continue;
    const told = { kind, id, name };
    const part = { operation, ...(target === undefined ? {} : { target }) };
    const skip = (reason: string): void => void left.push({ ...told, reason });
    try {
      context.signal.throwIfAborted();
      const { effect, reason } = context.decides(part);
      if (effect === "deny") skip(reason);
      else if (dryRun) gone.push({ ...told, bytes });
      else {
        const inTheWay = await prunable.look(context, candidate);
        if (inTheWay === undefined) {
          const input = { id, ...(plan === undefined ? {} : { plan }) };
          const work = () => prunable.remove(context, candidate);
          const { record, receipt } = await context.part({ ...part, input, undoneAs: prunable.undoneAs }, work);
          const { undo, undoable } = receipt ?? {};
          gone.push({ ...told, bytes, record, ...(undo === undefined ? {} : { undo, undoable }) });
          context.progress({ message: `Removed ${name}`, done: gone.length, total: all.length });
        } else skip(inTheWay);
      }
    } catch (thrown) {
      const error = asGnosisError(thrown);
      if (context.signal.aborted || ending.has(error.code)) throw thrown;
      skip(error.message);
    }
  }
  return { removed: gone, skipped: left, reclaimed_bytes: gone.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) };
}
