import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { storeError } from "./store-error.ts";

/** Makes the data directory if it is not there, for its owner alone (0700). Throws STORE_FAILED. */
export function prepareDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    narrow(directory, 0o700);
  } catch (thrown) {
    throw storeError(thrown, directory);
  }
}

/** Makes a file for its owner alone (0600) before anybody else writes to it; an existing one is narrowed. Throws STORE_FAILED. */
export function prepareFile(path: string): void {
  try {
    closeSync(openSync(path, "a", 0o600));
    narrow(path, 0o600);
  } catch (thrown) {
    throw storeError(thrown, path);
  }
}

/** The content of a secret file (0600), made by `make` if it is not there yet. Throws STORE_FAILED. */
export function readOrMakeSecret(directory: string, name: string, make: () => Buffer): Buffer {
  const path = join(directory, name);
  try {
    const made = make();
    try {
      writeNew(path, made);
      return made;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
    }
    narrow(path, 0o600);
    const content = readFileSync(path);
    if (content.length === 0) throw new Error("the file is empty; restore it, or delete it to have a new one made");
    return content;
  } catch (thrown) {
    throw storeError(thrown, path);
  }
}

function writeNew(path: string, content: Buffer): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncDirectory(dirname(path));
}

/** A new file's name is durable only when its directory is. */
function syncDirectory(directory: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Takes the rights of group and others away; somebody else's mount point may refuse that, and stays as it is. */
function narrow(path: string, mode: number): void {
  if ((statSync(path).mode & 0o077) === 0) return;
  try {
    chmodSync(path, mode);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EPERM") throw thrown;
  }
}
