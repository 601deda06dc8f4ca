import type { CallerView } from "../../catalogue/operation.ts";
import type { Risk } from "../../catalogue/risk.ts";
import { type Clock, systemClock, timestamp } from "../../kernel/clock.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { Store } from "../../store/store.ts";
import type { AuditLog } from "../audit/audit-log.ts";

/** A stop of all changes, of everybody but admins or of one token, until it is lifted. Moments are RFC 3339. */
export interface FreezeView {
  readonly id: string;
  /** The one token that it holds for; everybody but admins when absent. */
  readonly token?: { readonly id: string; readonly name: string };
  readonly reason: string;
  readonly created: string;
  readonly createdBy: string;
  readonly lifted?: string;
  readonly liftedBy?: string;
}

/** What stops changes at once and for as long as a person wants. */
export interface Freezes {
  /** Throws FROZEN when this caller may only read now. */
  readonly check: (caller: CallerView, risk: Risk) => void;
  /** Fires when this caller is frozen: what runs on for it then ends. Nothing for admins. */
  readonly signal: (caller: CallerView) => AbortSignal | undefined;
  /** Durable when it returns, and in force from the next call on. Throws CONFLICT for a token that can't be frozen. */
  readonly create: (freeze: {
    readonly token?: { readonly id: string; readonly name: string; readonly role: string };
    readonly reason: string;
    readonly by: string;
  }) => FreezeView;
  /** Throws FREEZE_NOT_FOUND. */
  readonly lift: (id: string, by: string) => FreezeView;
  /** Newest first; those in force unless `all`. */
  readonly list: (query?: { readonly all?: boolean }) => readonly FreezeView[];
}

interface FreezeRow {
  readonly id: string;
  readonly token: string | null;
  readonly token_name: string | null;
  readonly reason: string;
  readonly created: number;
  readonly created_by: string;
  readonly lifted: number | null;
  readonly lifted_by: string | null;
}

/** Opens the freezes of a store: what was in force before a restart still is. */
export function openFreezes(options: {
  readonly store: Store;
  readonly audit: Pick<AuditLog, "note">;
  readonly clock?: Clock;
}): Freezes {
  const { store, audit, clock = systemClock } = options;
  const rows = (where: string): FreezeRow[] =>
    store.prepare(`SELECT * FROM freeze ${where} ORDER BY created DESC, rowid DESC`).all() as unknown as FreezeRow[];
  let inForce = rows("WHERE lifted IS NULL");
  const stops = new Map<string, AbortController>();
  const frozen = (caller: CallerView): FreezeRow | undefined =>
    caller.role === "admin" ? undefined : inForce.find(({ token }) => token === null || token === caller.id);
  const error = ({ reason, created_by: by, id }: FreezeRow): GnosisError =>
    new GnosisError("FROZEN", `Changes are stopped by ${by}: ${reason}`, { rule: "freeze", extra: { freeze: id } });
  return {
    check: (caller, risk) => {
      const row = risk === "read" ? undefined : frozen(caller);
      if (row !== undefined) throw error(row);
    },
    signal: (caller) => {
      if (caller.role === "admin") return undefined;
      let stop = stops.get(caller.id);
      if (stop === undefined || stop.signal.aborted) {
        stop = new AbortController();
        stops.set(caller.id, stop);
      }
      return stop.signal;
    },
    create: ({ token, reason, by }) => {
      if (token?.role === "admin") {
        throw new GnosisError("CONFLICT", `'${token.name}' is an admin token; revoke it instead.`, { where: "token" });
      }
      const id = newId("frz");
      const created = clock.now();
      store.transaction(() =>
        store
          .prepare("INSERT INTO freeze (id, token, token_name, reason, created, created_by) VALUES (?, ?, ?, ?, ?, ?)")
          .run(id, token?.id ?? null, token?.name ?? null, reason, created, by),
      );
      inForce = rows("WHERE lifted IS NULL");
      audit.note("freeze.created", { freeze: id, ...(token === undefined ? {} : { token: token.id }), reason, by });
      const row = inForce.find((one) => one.id === id) as FreezeRow;
      for (const [caller, stop] of stops) {
        if (token === undefined || token.id === caller) {
          stops.delete(caller);
          stop.abort(error(row));
        }
      }
      return view(row);
    },
    lift: (id, by) => {
      const sql = "UPDATE freeze SET lifted = ?, lifted_by = ? WHERE id = ? AND lifted IS NULL RETURNING *";
      const row = store.transaction(() => store.prepare(sql).get(clock.now(), by, id)) as unknown as
        | FreezeRow
        | undefined;
      if (row === undefined) {
        throw new GnosisError("FREEZE_NOT_FOUND", `No freeze ${id} is in force.`, { where: "id" });
      }
      inForce = rows("WHERE lifted IS NULL");
      audit.note("freeze.lifted", { freeze: id, by });
      return view(row);
    },
    list: (query) => rows(query?.all === true ? "" : "WHERE lifted IS NULL").map(view),
  };
}

function view(row: FreezeRow): FreezeView {
  return {
    id: row.id,
    ...(row.token === null ? {} : { token: { id: row.token, name: row.token_name ?? row.token } }),
    reason: row.reason,
    created: timestamp(row.created),
    createdBy: row.created_by,
    ...(row.lifted === null ? {} : { lifted: timestamp(row.lifted) }),
    ...(row.lifted_by === null ? {} : { liftedBy: row.lifted_by }),
  };
}
