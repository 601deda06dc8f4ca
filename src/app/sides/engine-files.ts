import { lstat, readdir, readFile, readlink, realpath, stat } from "node:fs/promises";
import { hostname } from "node:os";

/** Whether the files that an engine mounts are those that this process sees. */
export interface EngineFilesQuestion {
  /** The engine's Unix socket. */
  readonly socketPath: string;
  /** The engine's own host name, and where it keeps its data, as it says itself. */
  readonly name?: string | undefined;
  readonly dataDirectory?: string | undefined;
}

/**
 * True only when it is known that the engine lives in the same file system as this process. An engine in a container can share its
 * socket with the host, and then `/srv` means one directory to it and another one to us; so does an engine at the other end of a tunnel.
 */
export async function sharesFiles({ socketPath, name, dataDirectory }: EngineFilesQuestion): Promise<boolean> {
  const listener = await whoListens(socketPath);
  if (listener !== "unknown") return listener === "here";
  // Not ours to look at: as much as an engine says of itself.
  if (name !== hostname() || dataDirectory === undefined) return false;
  return lstat(dataDirectory).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Where the process lives that listens on a Unix socket; `unknown` where this process may not look at others. */
async function whoListens(path: string): Promise<"here" | "elsewhere" | "unknown"> {
  const table = await readFile("/proc/net/unix", "utf8").catch(() => undefined);
  if (table === undefined) return "unknown";
  const wanted = await realpath(path).catch(() => path);
  const inodes = new Set<string>();
  for (const line of table.split("\n")) {
    // Number, references, protocol, flags, type, state, inode, path; a socket that listens has this flag.
    const [, , , flags, , , inode = "", ...rest] = line.trim().split(/\s+/);
    const bound = rest.join(" ");
    if (flags !== "00010000" || !bound.startsWith("/")) continue;
    if (bound === path || (await realpath(bound).catch(() => bound)) === wanted) inodes.add(`socket:[${inode}]`);
  }
  // A listener of another network namespace is not in the table.
  if (inodes.size === 0) return "elsewhere";
  const own = await stat("/");
  let hidden = false;
  for (const pid of await readdir("/proc")) {
    if (!/^[0-9]+$/.test(pid)) continue;
    const holds = await holdsSocket(pid, inodes);
    if (holds === undefined) hidden = true;
    if (holds !== true) continue;
    const root = await stat(`/proc/${pid}/root/`).catch(() => undefined);
    if (root === undefined) hidden = true;
    else if (root.dev !== own.dev || root.ino !== own.ino) return "elsewhere";
    else return "here";
  }
  return hidden ? "unknown" : "elsewhere";
}

/** Whether a process has one of the sockets open; undefined where that can't be seen. */
async function holdsSocket(pid: string, sockets: ReadonlySet<string>): Promise<boolean | undefined> {
  try {
    for (const file of await readdir(`/proc/${pid}/fd`))
      if (sockets.has(await readlink(`/proc/${pid}/fd/${file}`).catch(() => ""))) return true;
    return false;
  } catch (thrown) {
    // A process that has ended meanwhile holds nothing.
    return ["EACCES", "EPERM"].includes((thrown as NodeJS.ErrnoException).code ?? "") ? undefined : false;
  }
}
