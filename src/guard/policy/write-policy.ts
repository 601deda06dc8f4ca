import {
  accessSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { GnosisError } from "../../kernel/errors.ts";

/** Of a policy file that is made anew: it says who may do what, which is nobody else's business. */
const newMode = 0o600;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/** The file itself, where the path is a link: a link is never put in its place. */
const real = (path: string): string => (existsSync(path) ? realpathSync(path) : path);

/** Why a policy file can't be written by this server; nothing when it can. */
export function whyReadOnly(path: string): string | undefined {
  const file = real(path);
  try {
    accessSync(dirname(file), constants.W_OK);
    if (!existsSync(file)) return undefined;
    accessSync(file, constants.W_OK);
    // The administrator's way of saying so also to a server that runs as root.
    if ((statSync(file).mode & 0o222) === 0) return `${path} is marked as read-only.`;
    if (statSync(file).dev !== statSync(dirname(file)).dev)
      return `${path} is mounted by itself and can't be replaced; mount its directory instead.`;
    return undefined;
  } catch (error) {
    return `${path} can't be written (${codeOf(error)}).`;
  }
}

function syncDirectory(directory: string): void {
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Puts a text in a policy file's place, whole or not at all: written beside it, brought to the disk, then renamed. Owner and mode stay.
 * Throws POLICY_READ_ONLY.
 */
export function writePolicy(path: string, text: string): void {
  const why = whyReadOnly(path);
  if (why !== undefined) throw new GnosisError("POLICY_READ_ONLY", why, { where: path });
  const file = real(path);
  const before = statSync(file, { throwIfNoEntry: false });
  const beside = join(dirname(file), `.${basename(file)}.${process.pid}.new`);
  try {
    rmSync(beside, { force: true });
    const handle = openSync(beside, "wx", before === undefined ? newMode : before.mode & 0o777);
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (before !== undefined && before.uid !== statSync(beside).uid) chownSync(beside, before.uid, before.gid);
    renameSync(beside, file);
    syncDirectory(dirname(file));
  } catch (cause) {
    rmSync(beside, { force: true });
    const busy = codeOf(cause) === "EBUSY" ? " It is mounted by itself; mount its directory instead." : "";
    throw new GnosisError("POLICY_READ_ONLY", `${path} can't be written (${codeOf(cause)}).${busy}`, {
      where: path,
      cause,
    });
  }
}
