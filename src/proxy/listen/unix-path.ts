import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, unlinkSync } from "node:fs";
import { connect, type Server } from "node:net";
import { dirname } from "node:path";
import { GnosisError } from "../../kernel/errors.ts";

function invalid(message: string, next: string): GnosisError {
  return new GnosisError("CONFIG_INVALID", message, { where: "sockets", next });
}

/** Takes away what a server that is gone has left at the path; throws CONFIG_INVALID when something else is there. */
export async function clearPath(path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let kind;
  try {
    kind = lstatSync(path);
  } catch {
    return;
  }
  if (!kind.isSocket()) throw invalid(`${path} is there already and is no socket.`, "Choose another path.");
  if (await answers(path))
    throw invalid(`Another program listens on ${path}.`, "Choose another path, or stop that program.");
  unlinkSync(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    // Only a refusal says that nobody is there: a program too busy to accept is one that listens.
    probe.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code !== "ECONNREFUSED" && error.code !== "ENOENT"),
    );
  });
}

/** Listens on the path; nobody else can connect before mode and group are set. */
export async function listenOnPath(server: Server, path: string, mode: string, group?: string): Promise<void> {
  const listening = new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.once("listening", resolve);
  });
  // The file is made while `listen` runs, so that the mask has to hold only that long.
  const mask = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(mask);
  }
  await listening;
  if (group !== undefined) chownSync(path, process.getuid?.() ?? 0, groupId(group));
  chmodSync(path, Number.parseInt(mode, 8));
}

/** The number of a group that is given by number or name. */
function groupId(group: string): number {
  if (/^[0-9]+$/.test(group)) return Number(group);
  const line = readFileSync("/etc/group", "utf8")
    .split("\n")
    .find((one) => one.startsWith(`${group}:`));
  const id = line?.split(":")[2];
  if (id === undefined)
    throw invalid(`There is no group '${group}'.`, "Give the group's number, or a name of /etc/group.");
  return Number(id);
}
