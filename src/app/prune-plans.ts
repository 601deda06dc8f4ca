import type { Clock } from "../kernel/clock.ts";
import { systemClock } from "../kernel/clock.ts";
import { GnosisError } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.ts";
import type { PrunePlan, PrunePlans } from "../operations/prune/plans.ts";
import type { Migration } from "../store/migration.ts";
import type { Store } from "../store/store.ts";

/** The table of plans; moments are milliseconds since 1970. */
export const prunePlanMigrations: readonly Migration[] = [
  {
    number: 51,
    name: "prune plans",
    sql: `CREATE TABLE prune_plan (
      id TEXT PRIMARY KEY,
      caller TEXT NOT NULL,
      endpoint TEXT NOT NULL,
      made INTEGER NOT NULL,
      expires INTEGER NOT NULL,
      candidates TEXT NOT NULL
    ) STRICT`,
  },
];

/** Milliseconds that a plan can be applied: long enough for a person's approval. */
const lasts = 3_600_000;
/** Plans of one caller that are kept. */
const most = 10;

/** Keeps plans in the store, so that a restart between plan and approval loses none. */
export function prunePlans(store: Store, clock: Clock = systemClock): PrunePlans {
  return {
    keep: (caller, endpoint, candidates) => {
      const made = clock.now();
      const plan: PrunePlan = { id: newId("prn"), made, expires: made + lasts, candidates };
      store.transaction(() => {
        store.prepare("DELETE FROM prune_plan WHERE expires <= ?").run(made);
        store
          .prepare("INSERT INTO prune_plan VALUES (?, ?, ?, ?, ?, ?)")
          .run(plan.id, caller.id, endpoint, made, plan.expires, JSON.stringify(candidates));
        const others = "SELECT id FROM prune_plan WHERE caller = ? ORDER BY made DESC, rowid DESC LIMIT -1 OFFSET ?";
        store.prepare(`DELETE FROM prune_plan WHERE id IN (${others})`).run(caller.id, most);
      }, "lazy");
      return plan;
    },
    find: (caller, endpoint, id) => {
      const row = store
        .prepare("SELECT * FROM prune_plan WHERE id = ? AND caller = ? AND endpoint = ? AND expires > ?")
        .get(id, caller.id, endpoint, clock.now());
      if (row === undefined)
        throw new GnosisError("PLAN_NOT_FOUND", `There is no plan ${id} of yours for this engine.`);
      return {
        id,
        made: Number(row["made"]),
        expires: Number(row["expires"]),
        candidates: JSON.parse(String(row["candidates"])) as PrunePlan["candidates"],
      };
    },
  };
}
