import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Store, openStore } from "../../store/store.ts";
import type { Intent } from "./audit-log.ts";
import { auditMigrations } from "./audit-migrations.ts";
import { type Audit, type AuditOptions, openAudit } from "./open-audit.ts";

/** A log in a directory of its own, for tests. */
export interface AuditFixture extends Disposable {
  readonly directory: string;
  readonly store: Store;
  readonly audit: Audit;
  /** Closes the log as a stop does, and opens it again. */
  readonly reopen: (options?: Partial<AuditOptions>) => AuditFixture;
  /** Ends as SIGKILL does: nothing is written any more. */
  readonly crash: (options?: Partial<AuditOptions>) => AuditFixture;
}

/** Opens a log for a test; `using` removes it. */
export function auditFixture(options: Partial<AuditOptions> = {}, directory = newDirectory()): AuditFixture {
  const store = openStore({ directory, migrations: auditMigrations });
  const audit = openAudit({ store, ...options });
  const end = (close: () => void): void => {
    if (store.database.isOpen) close();
    store.close();
  };
  return {
    directory,
    store,
    audit,
    reopen: (more) => {
      end(audit.close);
      return auditFixture({ ...options, ...more }, directory);
    },
    crash: (more) => {
      end(() => undefined);
      return auditFixture({ ...options, ...more }, directory);
    },
    [Symbol.dispose]: () => {
      end(audit.close);
      rmSync(dirname(directory), { recursive: true, force: true });
    },
  };
}

function newDirectory(): string {
  return join(mkdtempSync(join(tmpdir(), "gnosis-audit-")), "data");
}

/** An intent to restart a container, changed as a test wants. */
export function someIntent(change: Partial<Intent> = {}): Intent {
  return {
    caller: { id: "tok1", name: "ann", role: "operator", surface: "rest", address: "127.0.0.1" },
    operation: "container.restart",
    risk: "change",
    endpoint: "local",
    targets: [{ kind: "container", id: "a".repeat(64), name: "web" }],
    input: { id: "web" },
    decision: { effect: "allow", rule: "operator.allow[0]", reason: "Operators may restart." },
    policy: "p".repeat(64),
    ...change,
  };
}
