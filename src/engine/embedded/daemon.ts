import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { StorageDriver } from "../sandbox/sandbox-body.ts";
import type { EmbeddedDirectories } from "./embedded-directories.ts";

/** Bytes after which dockerd's log begins anew. */
const largestLog = 16 * 1024 ** 2;

/** A dockerd that runs: our child, or one that a server before us left. */
export interface Daemon {
  readonly pid: number;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  /** What it has said since its start, the end of it. */
  readonly said: () => string;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** The dockerd that the pid file names, if that process is one and is this directory's. */
export function runningDaemon({ pidFile, log }: EmbeddedDirectories): Daemon | undefined {
  try {
    const pid = Number(readFileSync(pidFile, "utf8"));
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    if (!command.includes(pidFile)) return undefined;
    const ended = (async () => {
      while (isAlive(pid)) await sleep(500, undefined, { ref: false });
    })();
    return { pid, ended, said: () => endOf(log, 0) };
  } catch {
    return undefined;
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** What stands in a file from an offset on, at most the last 8,000 characters. */
function endOf(path: string, from: number): string {
  try {
    return readFileSync(path).subarray(from).toString().slice(-8_000);
  } catch {
    return "";
  }
}

/** Starts dockerd in its directories. It outlives us when we are killed; the next server finds it by its pid file. */
export function startDaemon(
  program: string,
  directories: EmbeddedDirectories,
  { driver, path }: { readonly driver: StorageDriver; readonly path: string },
): Daemon {
  const { socket, data, run, pidFile, config, log } = directories;
  if (sizeOf(log) > largestLog) rmSync(log);
  rmSync(pidFile, { force: true });
  const from = sizeOf(log);
  const file = openSync(log, "a", 0o600);
  const flags = ["--config-file", config, "--data-root", data, "--exec-root", run, "--pidfile", pidFile];
  const child: ChildProcess = spawn(
    program,
    [...flags, "--host", `unix://${socket}`, "--storage-driver", driver, "--log-level", "warn"],
    { stdio: ["ignore", file, file], detached: true, env: { ...process.env, PATH: path } },
  );
  closeSync(file);
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  return { pid: child.pid ?? 0, ended, said: () => endOf(log, from) };
}

/** Ends it: asked to first, so that containers can stop, and by force when it has not ended in time. */
export async function endDaemon({ pid, ended }: Daemon, patience: number): Promise<void> {
  if (pid === 0 || !isAlive(pid)) return;
  process.kill(pid, "SIGTERM");
  const late = sleep(patience, "late", { ref: false });
  if ((await Promise.race([ended, late])) !== "late") return;
  if (isAlive(pid)) process.kill(pid, "SIGKILL");
  await ended;
}
