import { type Clock, timestamp } from "../../kernel/clock.ts";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { Store } from "../../store/store.ts";
import {
  type ApprovalRow,
  type ApprovalState,
  type ApprovalView,
  approvalView,
  type Decider,
  type Instead,
} from "./approval-view.ts";
import { callDigest, type Plan, reachDigest } from "./plan.ts";

/** What happened to an approval, for the record. */
export type ApprovalEvent =
  | "asked"
  | "approved"
  | "denied"
  | "edited"
  | "extended"
  | "used"
  | "changed"
  | "cancelled"
  | "expired"
  | "given-back";

/** The approvals of a store. Every change is one durable transaction and only happens from the state it is said to start from. */
export interface ApprovalTable {
  readonly transaction: <T>(work: () => T) => T;
  readonly find: (id: string) => ApprovalView | undefined;
  readonly list: (
    caller: string | undefined,
    query: { readonly state?: ApprovalState; readonly caller?: string; readonly limit?: number },
  ) => readonly ApprovalView[];
  /** The newest permission for some minutes that covers the plan. */
  readonly covering: (plan: Plan) => ApprovalView | undefined;
  /** The newest of that state that asks for the same call. */
  readonly same: (plan: Plan, state: ApprovalState) => ApprovalView | undefined;
  readonly pending: (caller: string) => number;
  readonly add: (id: string, plan: Plan, expires: number) => ApprovalView;
  readonly use: (view: ApprovalView) => void;
  readonly giveBack: (id: string) => void;
  readonly decide: (
    id: string,
    decision: {
      readonly verdict: "once" | "minutes" | "deny";
      readonly by: Decider;
      readonly comment: string | null;
      readonly until: number | null;
      /** Set when it was the caller's own MCP client that answered; for the record. */
      readonly answered?: "client";
    },
  ) => ApprovalView;
  /** Gives it more time, once. */
  readonly extend: (id: string, expires: number, by: Decider) => ApprovalView;
  /** Ends it with something else in its place: `next` is the plan and id of the approval that is given for that, where one is needed. */
  readonly replace: (id: string, edited: Replacement) => ApprovalView;
  readonly end: (
    id: string,
    from: ApprovalState,
    to: "changed" | "cancelled",
    more: Readonly<Record<string, unknown>>,
  ) => ApprovalView;
}

/** What is approved in place of a call. */
export interface Replacement {
  readonly instead: Instead;
  readonly next?: { readonly id: string; readonly plan: Plan; readonly until: number };
  readonly by: Decider;
  readonly comment: string | null;
}

/** Makes the table; `happened` is told of every change once it is durable. */
export function createApprovalTable(
  store: Store,
  clock: Clock,
  happened: (event: ApprovalEvent, view: ApprovalView, more: Readonly<Record<string, unknown>>) => void,
): ApprovalTable {
  let said: Parameters<typeof happened>[] = [];
  const transaction = <T>(work: () => T): T => {
    if (store.database.isTransaction) return work();
    said = [];
    const result = store.transaction(() => {
      expire();
      return work();
    });
    const events = said;
    said = [];
    for (const event of events) happened(...event);
    return result;
  };
  const get = (where: string, ...values: (string | number)[]): ApprovalView | undefined => {
    const row = store.prepare(`SELECT * FROM approval WHERE ${where}`).get(...values);
    return row === undefined ? undefined : approvalView(row as unknown as ApprovalRow);
  };
  const must = (id: string): ApprovalView => {
    const view = get("id = ?", id);
    if (view !== undefined) return view;
    throw new GnosisError("APPROVAL_NOT_FOUND", `There is no approval ${id}.`);
  };
  const say = (event: ApprovalEvent, id: string, more: Readonly<Record<string, unknown>> = {}): ApprovalView => {
    const view = must(id);
    said.push([event, view, more]);
    return view;
  };
  /** Runs an update that names the state it starts from; somebody else was faster when it changes nothing. */
  const move = (sql: string, ...values: (string | number | null)[]): void => {
    if (store.prepare(sql).run(...values).changes === 1) return;
    throw new GnosisError("CONFLICT", "Somebody else was faster: this approval is in another state now.");
  };
  const expire = (): void => {
    const sql = `UPDATE approval SET state = 'expired'
      WHERE (state = 'pending' AND expires <= ?1) OR (state = 'approved' AND until <= ?1) RETURNING id`;
    for (const { id } of store.prepare(sql).all(clock.now())) say("expired", String(id));
  };
  return {
    transaction,
    find: (id) => transaction(() => get("id = ?", id)),
    list: (caller, query) =>
      transaction(() => {
        const sql = `SELECT * FROM approval WHERE (?1 IS NULL OR caller = ?1) AND (?2 IS NULL OR state = ?2)
          AND (?3 IS NULL OR caller = ?3 OR plan ->> '$.caller.name' = ?3) ORDER BY asked DESC, rowid DESC LIMIT ?4`;
        const limit = Math.min(Math.max(query.limit ?? 100, 1), 1_000);
        const rows = store.prepare(sql).all(caller ?? null, query.state ?? null, query.caller ?? null, limit);
        return rows.map((row) => approvalView(row as unknown as ApprovalRow));
      }),
    covering: (plan) =>
      get("reach = ? AND state = 'approved' AND verdict = 'minutes' ORDER BY until DESC LIMIT 1", reachDigest(plan)),
    same: (plan, state) =>
      get("call = ? AND state = ? ORDER BY coalesce(decided, asked) DESC LIMIT 1", callDigest(plan), state),
    pending: (caller) => {
      const sql = "SELECT count(*) AS n FROM approval WHERE caller = ? AND state = 'pending'";
      return Number(store.prepare(sql).get(caller)?.["n"]);
    },
    add: (id, plan, expires) => {
      store
        .prepare(
          "INSERT INTO approval (id, state, caller, call, reach, plan, asked, expires) VALUES (?,'pending',?,?,?,?,?,?)",
        )
        .run(id, plan.caller.id, callDigest(plan), reachDigest(plan), canonicalJson(plan), clock.now(), expires);
      return say("asked", id);
    },
    use: ({ id, verdict }) => {
      const state = verdict === "minutes" ? "approved" : "used";
      move(`UPDATE approval SET state = '${state}', uses = uses + 1 WHERE id = ? AND state = 'approved'`, id);
      say("used", id);
    },
    giveBack: (id) =>
      transaction(() => {
        // Only as long as it would still be good: what has expired or been cancelled meanwhile stays so.
        const sql = `UPDATE approval SET state = 'approved', uses = uses - 1
          WHERE id = ? AND uses > 0 AND state IN ('used', 'approved') AND until > ?`;
        if (store.prepare(sql).run(id, clock.now()).changes === 1) say("given-back", id);
      }),
    decide: (id, { verdict, by, comment, until, answered }) =>
      transaction(() => {
        const state = verdict === "deny" ? "denied" : "approved";
        move(
          "UPDATE approval SET state = ?, verdict = ?, decided = ?, decided_by = ?, comment = ?, until = ? WHERE id = ? AND state = 'pending'",
          ...[state, verdict, clock.now(), canonicalJson(by), comment, until, id],
        );
        return say(state, id, answered === undefined ? {} : { answered });
      }),
    extend: (id, expires, by) =>
      transaction(() => {
        if (must(id).extended !== undefined)
          throw new GnosisError("CONFLICT", "This approval has been given more time once already.");
        const sql =
          "UPDATE approval SET expires = ?, extended = ? WHERE id = ? AND state = 'pending' AND extended IS NULL";
        move(sql, expires, clock.now(), id);
        return say("extended", id, { by, expires: timestamp(expires) });
      }),
    replace: (id, { instead, next, by, comment }) =>
      transaction(() => {
        const decided = [clock.now(), canonicalJson(by), comment] as const;
        const sql = `UPDATE approval SET state = 'edited', verdict = 'edit', decided = ?, decided_by = ?, comment = ?, instead = ?
          WHERE id = ? AND state = 'pending'`;
        move(sql, ...decided, canonicalJson(instead), id);
        const edited = say("edited", id, { instead });
        if (next === undefined) return edited;
        const { plan, until } = next;
        const add = `INSERT INTO approval
          (id, state, verdict, caller, call, reach, plan, asked, expires, decided, decided_by, comment, until, edited_from)
          VALUES (?,'approved','once',?,?,?,?,?,?,?,?,?,?,?)`;
        const bound = [plan.caller.id, callDigest(plan), reachDigest(plan), canonicalJson(plan)];
        store.prepare(add).run(next.id, ...bound, clock.now(), until, ...decided, until, id);
        say("approved", next.id, { editedFrom: id });
        return edited;
      }),
    end: (id, from, to, more) =>
      transaction(() => {
        move("UPDATE approval SET state = ? WHERE id = ? AND state = ?", to, id, from);
        return say(to, id, more);
      }),
  };
}
