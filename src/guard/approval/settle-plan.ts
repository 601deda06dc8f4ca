import { GnosisError } from "../../kernel/errors.ts";
import type { ApprovalTable } from "./approval-table.ts";
import type { ApprovalView, Asking } from "./approval-view.ts";
import { differences, type Plan } from "./plan.ts";

/** Plans of one caller that may wait at once: a flood of them would only make people click without reading. */
const mostPending = 20;
/** Milliseconds for which a person's no, or something else approved in its place, also answers the same call made again. */
const answerLasts = 10 * 60_000;

/**
 * Finds what allows this plan and spends it, or queues it; in one transaction, so that of two calls at once only one gets what was
 * approved once. An approval whose objects have changed since allows nothing: a new plan is queued that names the changes.
 */
export function settlePlan(table: ApprovalTable, plan: Plan, id: string, now: number, lasts: number): Asking {
  const expires = now + lasts;
  return table.transaction(() => {
    const standing = table.covering(plan);
    if (standing !== undefined) return pass(table, standing);
    const once = table.same(plan, "approved");
    const changed = once === undefined ? [] : differences(once.plan.targets, plan.targets);
    if (once !== undefined && changed.length === 0) return pass(table, once);
    if (once !== undefined) {
      table.end(once.id, "approved", "changed", { changed });
      return queue(table, { ...plan, changed }, id, expires);
    }
    const answer = refused(table, plan);
    if (answer !== undefined && now - decidedAt(answer.approval) < answerLasts) return answer;
    const pending = table.same(plan, "pending");
    if (pending === undefined) return queue(table, plan, id, expires);
    const moved = differences(pending.plan.targets, plan.targets);
    if (moved.length === 0) return { kind: "pending", approval: pending };
    table.end(pending.id, "pending", "changed", { changed: moved });
    return queue(table, { ...plan, changed: moved }, id, expires);
  });
}

const decidedAt = ({ decided }: ApprovalView): number => (decided === undefined ? 0 : Date.parse(decided));

/** The last answer to this call that was not a yes. */
function refused(table: ApprovalTable, plan: Plan): Exclude<Asking, { readonly kind: "passed" }> | undefined {
  return (["denied", "edited"] as const)
    .flatMap((kind) => {
      const approval = table.same(plan, kind);
      return approval === undefined ? [] : [{ kind, approval }];
    })
    .toSorted((a, b) => decidedAt(b.approval) - decidedAt(a.approval))[0];
}

function pass(table: ApprovalTable, view: ApprovalView): Asking {
  table.use(view);
  return { kind: "passed", id: view.id };
}

function queue(table: ApprovalTable, plan: Plan, id: string, expires: number): Asking {
  if (table.pending(plan.caller.id) >= mostPending) {
    throw new GnosisError("LIMIT_REACHED", `${mostPending} calls of yours wait for a person already.`, {
      next: "Wait until those are decided, or cancel some of them.",
    });
  }
  return { kind: "pending", approval: table.add(id, plan, expires) };
}
