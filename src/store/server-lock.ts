import { readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { GnosisError } from "../kernel/errors.ts";
import { prepareFile } from "./data-directory.ts";
import { storeError } from "./store-error.ts";

/** Held by the one server of a data directory. */
export interface ServerLock {
  readonly release: () => void;
}

/**
 * Takes the data directory for this process, or throws STORE_FAILED with who has it. The lock is the kernel's own, taken through
 * SQLite: it ends with its process however that ends, and holds between containers that share a volume, where process ids tell nothing.
 */
export function lockDataDirectory(directory: string): ServerLock {
  const path = join(directory, "server.lock");
  const owner = join(directory, "server.json");
  prepareFile(path);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    prepareFile(owner);
    const about = { pid: process.pid, host: hostname(), started: new Date().toISOString() };
    writeFileSync(owner, `${JSON.stringify(about)}\n`);
  } catch (thrown) {
    database?.close();
    if ((thrown as { errcode?: number }).errcode === 5) throw taken(directory, owner);
    throw storeError(thrown, path);
  }
  const held = database;
  return { release: () => held.close() };
}

function taken(directory: string, owner: string): GnosisError {
  return new GnosisError("STORE_FAILED", `Another server uses ${directory}${whose(owner)}.`, {
    next: "Stop that server first, or give this one a data directory of its own (GNOSIS_DATA_DIR).",
  });
}

function whose(owner: string): string {
  try {
    const about = JSON.parse(readFileSync(owner, "utf8")) as { pid: number; host: string; started: string };
    return ` (process ${about.pid} on ${about.host}, since ${about.started})`;
  } catch {
    return "";
  }
}
