import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { Target } from "../../catalogue/target.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import type { Ports } from "../ports.ts";
import { labelFilter } from "./labels.ts";
import { moment } from "./moment.ts";

/** What every prune can be told. */
export const pruneFields = {
  label: labelFilter.optional(),
  until: moment("Only what was created before then.").optional(),
  dry_run: z.boolean().default(false).describe("Only says what would be removed."),
};

const named = z.object({ id: z.string(), name: z.string(), bytes: z.number().nullable() });

/** What a prune did. */
export const pruned = z.object({
  message: z.string().describe("What was done, for people."),
  removed: z.array(named).describe("What was removed, or would be with `dry_run`."),
  skipped: z
    .array(z.object({ id: z.string(), name: z.string(), reason: z.string() }))
    .describe("What could not be removed."),
  reclaimed_bytes: z.number().describe("Disk space that became free, as far as the engine tells."),
  dry_run: z.boolean(),
});

/** One thing that could go. */
export interface Candidate {
  readonly target: Target;
  /** Null where the engine does not say. */
  readonly bytes: number | null;
}

/** Objects with this label set to `true` are left alone by everybody. */
const protectedLabel = "gnosis-docker.protected";

/**
 * Removes each candidate that the caller may see, one by one and by its full id, and never by the engine's own prune, which knows no
 * scopes. What can't be removed is skipped with the reason.
 */
export async function prune(
  context: OperationContext<Ports>,
  { dryRun, noun }: { readonly dryRun: boolean; readonly noun: string },
  candidates: readonly Candidate[],
  remove: (target: Target) => Promise<unknown>,
): Promise<z.output<typeof pruned>> {
  const removed: z.output<typeof named>[] = [];
  const skipped: { id: string; name: string; reason: string }[] = [];
  for (const { target, bytes } of candidates) {
    const { id, name } = target;
    if (!context.sees(target)) continue;
    if (target.labels[protectedLabel] === "true") {
      skipped.push({ id, name, reason: `It has the label ${protectedLabel}=true.` });
      continue;
    }
    try {
      context.signal.throwIfAborted();
      if (!dryRun) {
        await remove(target);
        await context.ports.reader.changed(target.kind, id);
        context.progress({ message: `Removed ${name}`, done: removed.length + 1, total: candidates.length });
      }
      removed.push({ id, name, bytes });
    } catch (error) {
      if (context.signal.aborted) throw error;
      skipped.push({ id, name, reason: asGnosisError(error).message });
    }
  }
  const verb = dryRun ? "would be removed" : "removed";
  return {
    message: `${removed.length} ${noun}${removed.length === 1 ? "" : "s"} ${verb}`,
    removed,
    skipped,
    reclaimed_bytes: removed.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    dry_run: dryRun,
  };
}
