import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../../config/settings.ts";
import { loadAuditKeys } from "../../guard/audit/audit-keys.ts";
import type { AuditReport } from "../../catalogue/ports/audit-reader.ts";
import { verifyAudit } from "../../guard/audit/verify.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { openStore, type Store } from "../../store/store.ts";

/** Opens a data directory to look at it, with or without a server beside; nothing in it is changed. Throws STORE_FAILED. */
export function lookInto<T>(directory: string, look: (store: Store) => T): T {
  const store = openStore({ directory, migrations: [], readOnly: true });
  let closes = true;
  try {
    const seen = look(store);
    if (!(seen instanceof Promise)) return seen;
    closes = false;
    return seen.finally(() => store.close()) as T;
  } finally {
    if (closes) store.close();
  }
}

/** Walks the whole audit log of a data directory. */
export function verifyOffline(settings: Pick<Settings, "dataDir" | "auditHeadFile">): Promise<AuditReport> {
  const { dataDir, auditHeadFile } = settings;
  return lookInto(dataDir, async (store) => {
    // Loading makes a key where there is none; here one that is missing is what has to be told.
    if (!existsSync(join(dataDir, "audit.key")))
      throw new GnosisError(
        "STORE_FAILED",
        `${join(dataDir, "audit.key")} is missing: signatures and seals can't be checked.`,
        {
          next: "Restore it from a copy of the data directory.",
        },
      );
    const keys = loadAuditKeys(dataDir);
    return verifyAudit(store, { keys, ...(auditHeadFile === undefined ? {} : { headFile: auditHeadFile }) });
  });
}
