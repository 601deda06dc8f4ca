import { z } from "zod";
import type { AnyOperation, OperationContext } from "../../catalogue/operation.ts";
import type { Ports } from "../ports.ts";
import { removals, removeEach } from "../prune/remove-each.ts";
import { removalEffects } from "../prune/removal-effects.ts";
import type { Choice, Looking, Prunable } from "../prune/prunable.ts";
import { labelFilter } from "./labels.ts";
import { moment } from "./moment.ts";

/** What every prune can be told. */
export const pruneFields = {
  label: labelFilter.optional(),
  until: moment("Only what was created before then.").optional(),
  dry_run: z.boolean().default(false).describe("Only says what would be removed."),
};

/** What a prune did. */
export const pruned = z.object({
  message: z.string().describe("What was done, for people."),
  ...removals,
  dry_run: z.boolean(),
});

/** What a prune was told, as parsed. */
interface PruneInput {
  readonly all?: boolean;
  readonly label?: readonly string[] | undefined;
  readonly until?: number | undefined;
  readonly dry_run: boolean;
}

const choiceOf = ({ all = false, label, until }: PruneInput): Choice => ({
  all,
  ...(label === undefined ? {} : { label }),
  ...(until === undefined ? {} : { until }),
});

/** What a prune would remove as things are now, for whoever approves it. */
export const pruneEffects =
  (prunable: Prunable) =>
  async (about: Looking & Pick<OperationContext<Ports>, "sees">, input: PruneInput): Promise<readonly string[]> => {
    if (input.dry_run) return ["Nothing is removed: it only says what would be."];
    const found = await prunable.find(about, choiceOf(input));
    return removalEffects(found.filter(({ target }) => target === undefined || about.sees(target)));
  };

/** Removes the unused objects of one kind. */
export async function prune(
  context: OperationContext<Ports>,
  {
    operation,
    prunable,
    noun,
  }: { readonly operation: AnyOperation; readonly prunable: Prunable; readonly noun: string },
  input: PruneInput,
): Promise<z.output<typeof pruned>> {
  const { dry_run: dryRun } = input;
  const found = await prunable.find(context, choiceOf(input));
  const each = found.map((candidate) => ({ candidate, prunable, operation }));
  const done = await removeEach(context, each, { dryRun });
  const count = done.removed.length;
  const message = `${count} ${noun}${count === 1 ? "" : "s"} ${dryRun ? "would be removed" : "removed"}`;
  return { message, ...done, dry_run: dryRun };
}
