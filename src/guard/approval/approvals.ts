import type { CallerView } from "../../catalogue/operation.ts";
import type { Clock } from "../../kernel/clock.ts";
import { systemClock } from "../../kernel/clock.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { Replace } from "../../kernel/redaction.ts";
import type { Store } from "../../store/store.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import { createApprovalTable } from "./approval-table.ts";
import type { ApprovalState, ApprovalView, Asking, Instead } from "./approval-view.ts";
import { createApprovalWaiters } from "./approval-waiters.ts";
import {
  approveByClient,
  checkDecider,
  decideByLink,
  type Deciding,
  decideApproval,
  deciderOf,
  useWithin,
} from "./decide-approval.ts";
import type { DecisionLink } from "./decision-links.ts";
import { createHeldCalls } from "./held-calls.ts";
import { type AskedCall, makePlan } from "./make-plan.ts";
import type { Plan } from "./plan.ts";
import { settlePlan } from "./settle-plan.ts";
import { openWaitingCalls, type WaitingCall, type WaitingCalls } from "./waiting-calls.ts";

/** What can be asked of the list. */
export interface ApprovalQuery {
  readonly state?: ApprovalState;
  /** A caller's id or name. */
  readonly caller?: string;
  /** 100 when absent. */
  readonly limit?: number;
}

/** The queue of what people have to decide. */
export interface Approvals {
  /** Calls that the server makes itself once they are approved. */
  readonly calls?: WaitingCalls;
  /** Hears of every approval that has been given for a call that the server makes itself. */
  readonly onApproved?: (listener: (approval: string) => void) => void;
  /** Lets those look again who wait for what comes of an approval. */
  readonly wake?: (approval: string) => void;
  /** Finds what allows this very call, or queues a plan of it. What is found is spent, durably, before this resolves. */
  readonly ask: (call: AskedCall) => Promise<Asking>;
  /** What `ask` has spent was not used after all. */
  readonly giveBack: (id: string) => void;
  /** Newest first: a caller's own; all for those who may decide. */
  readonly list: (viewer: CallerView, query: ApprovalQuery) => readonly ApprovalView[];
  /** Throws APPROVAL_NOT_FOUND, also for those of others. */
  readonly inspect: (viewer: CallerView, id: string) => ApprovalView;
  /** Resolves when it is no longer pending, or when the time (milliseconds) is over. */
  readonly wait: (viewer: CallerView, id: string, milliseconds: number, signal?: AbortSignal) => Promise<ApprovalView>;
  /** Throws FORBIDDEN for one's own, CONFLICT when it is decided already. */
  readonly decide: (decider: CallerView, id: string, deciding: Deciding) => ApprovalView;
  /** Records the yes that the caller's own MCP client gave; for calls whose rule lets the client answer. Throws CONFLICT when decided already. */
  readonly clientApproved: (caller: CallerView, id: string) => ApprovalView;
  /** What a one-time link is about. Throws APPROVAL_NOT_FOUND. */
  readonly linked: (link: DecisionLink) => ApprovalView;
  /** Decides by a one-time link; `bearer` is who sends it, where that is known. */
  readonly decideByLink: (link: DecisionLink, bearer: CallerView | undefined) => ApprovalView;
  /** Holds a call that waits as it came, so that somebody can make it safer. */
  readonly hold?: (id: string, call: WaitingCall) => void;
  /** A call that waits, as it came; nothing where it is not held. */
  readonly held?: (id: string) => WaitingCall | undefined;
  /** Makes the plan of a call without asking for it. */
  readonly planOf: (call: AskedCall) => Promise<Plan>;
  /** One that may be answered with a yes of any form: throws FORBIDDEN for one's own, CONFLICT when it is decided already. */
  readonly decidable: (decider: CallerView, id: string) => ApprovalView;
  /** Gives a call more time to be answered, once. Throws CONFLICT the second time. */
  readonly extend: (decider: CallerView, id: string) => ApprovalView;
  /** Ends one that waits, since its objects are no longer as they were shown, and asks anew with the plan as it is now. */
  readonly renew: (id: string, plan: Plan, changed: readonly string[]) => ApprovalView;
  /** Approves another call in place of one that waits; `plan` is absent where the policy allows it without an approval. */
  readonly replace: (decider: CallerView, id: string, edited: EditedCall) => ApprovalView;
  /** Takes back one's own request, or as a decider any approval that is still good. */
  readonly cancel: (viewer: CallerView, id: string) => ApprovalView;
  /** Lets everybody go who waits; before that nothing that waits ends when the server stops. */
  readonly close: () => void;
}

/** A call that is approved in place of another. */
export interface EditedCall {
  readonly plan?: Plan;
  readonly call: WaitingCall;
  readonly instead: Omit<Instead, "approval">;
  readonly comment?: string;
}

/** What approvals work with. */
export interface ApprovalsOptions {
  readonly store: Store;
  readonly audit: Pick<AuditLog, "note">;
  /** What stands in a secret's place: the log's own, so that digests of inputs can't be guessed from. */
  readonly replaceSecret: Replace;
  /** Whether the policy lets this caller decide. */
  readonly mayDecide: (viewer: CallerView) => boolean;
  /** Whether the first token was made by the caller of that name, or by a token that it made. */
  readonly madeBy: (tokenId: string, callerName: string) => boolean;
  readonly clock?: Clock;
  /** Milliseconds that a plan waits for a person. Default 15 minutes. */
  readonly expiresAfter?: number;
}

const defaultExpiry = 15 * 60_000;
/** The longest `setTimeout` that is not cut to nothing. */
const longestWait = 3_600_000;

/** Opens the queue of a store; what was pending before a restart still is. */
export function openApprovals(options: ApprovalsOptions): Approvals {
  const { store, clock = systemClock, replaceSecret, mayDecide, expiresAfter = defaultExpiry } = options;
  const waiters = createApprovalWaiters();
  const calls = openWaitingCalls(store, clock);
  const held = createHeldCalls();
  const listeners: ((approval: string) => void)[] = [];
  const table = createApprovalTable(store, clock, (what, view, more) => {
    const { id, plan, decidedBy, verdict, comment, until } = view;
    const { operation, rule, caller, targets } = plan;
    options.audit.note(`approval.${what}`, {
      approval: id,
      caller: { id: caller.id, name: caller.name },
      operation,
      targets: targets.map(({ kind, id: target, name }) => ({ kind, id: target, name })),
      rule,
      digest: view.digest,
      ...(decidedBy === undefined ? {} : { decidedBy, verdict, comment, until }),
      ...more,
    });
    waiters.wake(id);
    if (view.state !== "pending") held.drop(id);
    if (what === "approved" || what === "edited") for (const listener of listeners) listener(id);
    if (["denied", "changed", "cancelled", "expired"].includes(what)) calls.drop(id);
  });
  const known = (id: string): ApprovalView => {
    const view = table.find(id);
    if (view !== undefined) return view;
    throw new GnosisError("APPROVAL_NOT_FOUND", `There is no approval ${id}.`);
  };
  /** What came of it is for who asked; those who decide see that it was made. */
  const withRun = (viewer: CallerView, view: ApprovalView): ApprovalView => {
    const result = calls.result(view.id);
    if (result === undefined) return view;
    const { answer, ...told } = result;
    return { ...view, run: view.plan.caller.id === viewer.id && answer !== undefined ? { ...told, answer } : told };
  };
  const seen = (viewer: CallerView, id: string): ApprovalView => {
    const view = table.find(id);
    if (view !== undefined && (view.plan.caller.id === viewer.id || mayDecide(viewer))) return withRun(viewer, view);
    throw new GnosisError("APPROVAL_NOT_FOUND", `There is no approval ${id}.`, { where: "id" });
  };
  const decidable = (decider: CallerView, id: string): ApprovalView => {
    const view = seen(decider, id);
    checkDecider(options, decider, view);
    return view;
  };
  return {
    ask: async (call) => {
      const plan = await makePlan(call, replaceSecret);
      return settlePlan(table, plan, newId("apr"), clock.now(), expiresAfter);
    },
    calls,
    hold: held.hold,
    held: (id) => held.find(id) ?? calls.find(id),
    planOf: (call) => makePlan(call, replaceSecret),
    decidable,
    extend: (decider, id) => {
      const { expires } = decidable(decider, id);
      return table.extend(id, Date.parse(expires) + expiresAfter, deciderOf(decider));
    },
    renew: (id, plan, changed) => {
      const call = held.find(id);
      const next = newId("apr");
      const view = table.transaction(() => {
        table.end(id, "pending", "changed", { changed });
        const added = table.add(next, { ...plan, changed }, clock.now() + expiresAfter);
        calls.move(id, next);
        return added;
      });
      if (call !== undefined) held.hold(next, call);
      return view;
    },
    replace: (decider, id, { plan, call, instead, comment }) => {
      decidable(decider, id);
      const next = plan === undefined ? undefined : { id: newId("apr"), plan, until: clock.now() + useWithin };
      return table.transaction(() => {
        calls.replace(id, call);
        return table.replace(id, {
          instead: { ...instead, approval: next?.id ?? null },
          ...(next === undefined ? {} : { next }),
          ...{ by: deciderOf(decider), comment: comment ?? null },
        });
      });
    },
    onApproved: (listener) => void listeners.push(listener),
    wake: waiters.wake,
    giveBack: table.giveBack,
    list: (viewer, query) =>
      table.list(mayDecide(viewer) ? undefined : viewer.id, query).map((view) => {
        const { answer: _, ...told } = calls.result(view.id) ?? {};
        return "state" in told ? { ...view, run: told } : view;
      }),
    inspect: seen,
    decide: (decider, id, deciding) => {
      const view = seen(decider, id);
      return decideApproval({ ...options, table, now: clock.now() }, decider, view, deciding);
    },
    linked: ({ approval }) => known(approval),
    decideByLink: (link, bearer) =>
      decideByLink({ ...options, table, now: clock.now() }, link, known(link.approval), bearer),
    clientApproved: (caller, id) => approveByClient(table, clock.now(), caller, seen(caller, id)),
    cancel: (viewer, id) => {
      const view = seen(viewer, id);
      if (view.state !== "pending" && view.state !== "approved") {
        throw new GnosisError("CONFLICT", `This approval is ${view.state} already.`);
      }
      return table.end(id, view.state, "cancelled", { by: viewer.name });
    },
    wait: async (viewer, id, milliseconds, signal) => {
      const until = clock.now() + milliseconds;
      for (;;) {
        const view = seen(viewer, id);
        const left = Math.min(until - clock.now(), longestWait);
        if (!isOpen(view) || left <= 0 || signal?.aborted === true || waiters.closed()) return view;
        const longest = view.state === "pending" ? Date.parse(view.expires) - clock.now() : left;
        await waiters.next(id, Math.max(1, Math.min(left, longest)), signal);
      }
    },
    close: waiters.close,
  };
}

/** Whether something is still to come: a person's answer, or what came of the call that the server makes itself. */
const isOpen = ({ state, run }: ApprovalView): boolean =>
  state === "pending" ||
  run?.state === "running" ||
  (run?.state === "waiting" && (state === "approved" || state === "used" || state === "edited"));
