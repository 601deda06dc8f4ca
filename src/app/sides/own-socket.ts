import { lstat, realpath } from "node:fs/promises";
import { dirname } from "node:path";
import type { SocketSetting } from "../../config/records.ts";
import type { Caller } from "../../guard/caller/caller.ts";

/**
 * The path of the guarded socket that a caller speaks through, when its settings let containers have it and nobody but root and this
 * server's user could put something else in its place.
 */
export async function ownSocketPath(settings: readonly SocketSetting[], caller: Caller): Promise<string | undefined> {
  if (caller.surface !== "socket") return undefined;
  const found = settings.find((one) => (one.name ?? one.role) === caller.name && one.role === caller.role);
  if (found?.path === undefined || found.handDown !== true) return undefined;
  return (await isSafe(found.path)) ? found.path : undefined;
}

async function isSafe(path: string): Promise<boolean> {
  try {
    if ((await realpath(path)) !== path || !(await lstat(path)).isSocket()) return false;
    for (let above = dirname(path); ; above = dirname(above)) {
      const { mode, uid } = await lstat(above);
      if (uid !== 0 && uid !== process.getuid?.()) return false;
      // Not even with the sticky bit: while this server is down the path is free for whoever may write here.
      if ((mode & 0o022) !== 0) return false;
      if (above === "/") return true;
    }
  } catch {
    return false;
  }
}
