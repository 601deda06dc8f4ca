import { lstat, realpath } from "node:fs/promises";
import { dirname, posix } from "node:path";
import type { SocketSetting } from "../../config/records.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import { isWithin } from "../../guard/containment/host-paths.ts";
import type { OwnContainer } from "../own-container.ts";

/**
 * The host's path of the guarded socket that a caller speaks through, when its settings let containers have it and nobody but root and
 * this server's user could put something else in its place. From a container only the way down from a bind mount can be looked at: of
 * what lies above that on the host the setting itself is the word.
 */
export async function ownSocketPath(
  settings: readonly SocketSetting[],
  caller: Caller,
  own?: Pick<OwnContainer, "mounts">,
): Promise<string | undefined> {
  if (caller.surface !== "socket") return undefined;
  const found = settings.find((one) => (one.name ?? one.role) === caller.name && one.role === caller.role);
  if (found?.path === undefined || found.handDown !== true) return undefined;
  const { path } = found;
  if (own === undefined) return (await isSafe(path, "/")) ? path : undefined;
  const [mount] = own.mounts
    .filter(({ destination }) => isWithin(path, destination))
    .toSorted((left, right) => right.destination.length - left.destination.length);
  // The mount of the socket alone would stay the old one when the server opens it anew.
  if (mount?.type !== "bind" || mount.destination === path) return undefined;
  if (!(await isSafe(path, mount.destination))) return undefined;
  return posix.join(mount.source, path.slice(mount.destination.length));
}

/** Whether the socket is there, and every directory from it up to `top` belongs to who may replace it anyway. */
async function isSafe(path: string, top: string): Promise<boolean> {
  try {
    if ((await realpath(path)) !== path || !(await lstat(path)).isSocket()) return false;
    for (let above = dirname(path); ; above = dirname(above)) {
      const { mode, uid } = await lstat(above);
      if (uid !== 0 && uid !== process.getuid?.()) return false;
      // Not even with the sticky bit: while this server is down the path is free for whoever may write here.
      if ((mode & 0o022) !== 0) return false;
      if (above === top || above === "/") return above === top;
    }
  } catch {
    return false;
  }
}
