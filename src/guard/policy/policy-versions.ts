import { createHash } from "node:crypto";
import { type Clock, systemClock } from "../../kernel/clock.ts";
import type { Migration } from "../../store/migration.ts";
import type { Store } from "../../store/store.ts";

/** The policies that were in force. */
export const policyMigrations: readonly Migration[] = [
  {
    number: 55,
    name: "policy versions",
    sql: `CREATE TABLE policy_version (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      time INTEGER NOT NULL,
      digest TEXT NOT NULL,
      text TEXT NOT NULL,
      changed_by TEXT,
      reason TEXT
    ) STRICT`,
  },
];

/** Versions that are kept; the oldest go first. */
const most = 500;

/** One text of the policy file that was in force. */
export interface PolicyVersion {
  readonly number: number;
  /** Unix milliseconds: since when. */
  readonly time: number;
  /** Digest of the policy, as records name it. */
  readonly digest: string;
  readonly text: string;
  /** Who changed it through this server; null when the file was changed by other means. */
  readonly changed_by: string | null;
  readonly reason: string | null;
}

/** The history of the policy file. */
export interface PolicyVersions {
  /** Keeps a text that is in force from now on, where it is not the one that was. */
  readonly keep: (version: Pick<PolicyVersion, "digest" | "text" | "changed_by" | "reason">) => void;
  readonly find: (number: number) => PolicyVersion | undefined;
  /** Newest first. */
  readonly list: (limit: number) => readonly PolicyVersion[];
}

/** SHA-256 of a text, hex: what an editor began from. */
export const textDigest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Opens the history in a store. */
export function openPolicyVersions(store: Store, clock: Clock = systemClock): PolicyVersions {
  const list = (limit: number): readonly PolicyVersion[] =>
    store.prepare("SELECT * FROM policy_version ORDER BY number DESC LIMIT ?").all(limit) as unknown as PolicyVersion[];
  return {
    list,
    keep: ({ digest, text, changed_by: by, reason }) => {
      if (list(1)[0]?.text === text) return;
      store.transaction(() => {
        store
          .prepare("INSERT INTO policy_version (time, digest, text, changed_by, reason) VALUES (?, ?, ?, ?, ?)")
          .run(clock.now(), digest, text, by, reason);
        store
          .prepare("DELETE FROM policy_version WHERE number <= (SELECT max(number) FROM policy_version) - ?")
          .run(most);
      });
    },
    find: (number) =>
      store.prepare("SELECT * FROM policy_version WHERE number = ?").get(number) as unknown as
        | PolicyVersion
        | undefined,
  };
}
