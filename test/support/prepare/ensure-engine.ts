import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { removeLeftovers } from "../cleanup.ts";
import { engineSocket } from "../engine-socket.ts";
import { canInstall, needPrograms } from "./debian.ts";
import { startDockerd, tail } from "./dockerd.ts";
import { withLock } from "./lock.ts";
import { ownDirectories } from "./own-directories.ts";
import { answers } from "./ping.ts";
import { processesOf } from "./processes.ts";
import { smoke } from "./smoke.ts";
import { clearStale } from "./stale.ts";

const project = join(import.meta.dirname, "../../..");
const standard = "/var/run/docker.sock";
const log = (name: string): string => join(project, ".cache", `${name}.log`);

/** An engine that somebody else is starting, such as the package's own init script. */
async function comesUp(socket: string, seconds: number): Promise<boolean> {
  for (let waited = 0; waited < seconds; waited++) {
    if (await answers(socket)) return true;
    if (processesOf("dockerd").length === 0) return false;
    if (waited === 1) console.error("prepare: a dockerd runs already; waiting for it to answer");
    await sleep(1000);
  }
  return answers(socket);
}

/** Tries one way of starting; true when a container runs on it. */
async function attempt(args: readonly string[], socket: string, name: string): Promise<boolean> {
  const started = await startDockerd(args, socket, log(name));
  if (started === undefined) return false;
  process.env["DOCKER_HOST"] = `unix://${socket}`;
  try {
    await smoke();
    return true;
  } catch (error) {
    console.error(`prepare: the engine answers but can't run a container: ${String(error)}`);
    console.error(`prepare: the end of its log:\n${tail(log(name))}`);
    await started.end();
    return false;
  }
}

async function start(socket: string): Promise<void> {
  const hint =
    "Start a Docker Engine, set DOCKER_HOST to one, or run the tests as root on Debian, where they install and start one.";
  if (!canInstall()) throw new Error(`No engine answers on ${socket}. ${hint}`);
  if (socket !== standard) throw new Error(`No engine answers on ${socket}, which DOCKER_HOST names. ${hint}`);
  console.error(`prepare: no engine answers on ${socket}`);
  // The engine answers `top` with the help of ps.
  await needPrograms(["dockerd", "containerd", "runc", "iptables", "ps"], ["docker.io", "iptables", "procps"]);
  if (await comesUp(socket, 60)) return;
  await clearStale(socket);
  if (processesOf("dockerd").length === 0 && (await attempt([], socket, "dockerd"))) return;
  // With what an earlier engine left it does not work: a new one that shares no directory with it.
  for (const [index, extra] of [[], ["--iptables=false", "--ip6tables=false"]].entries()) {
    console.error("prepare: starting an engine with directories of its own");
    const own = await ownDirectories();
    await clearStale(socket);
    // Where a daemon that does not answer still holds the standard socket, it keeps it.
    const free = processesOf("dockerd").length === 0;
    const listen = free ? standard : own.socket;
    if (await attempt([...own.args, "--host", `unix://${listen}`, ...extra], listen, `dockerd-own-${index + 1}`))
      return;
  }
  throw new Error("No engine could be started; the reasons are printed above.");
}

/**
 * Sees to it that an engine answers and runs containers: the one that is there, else one that is installed and started. What killed
 * test runs left behind is removed; all of it when the engine was down, since then nothing can be in use.
 */
export async function ensureEngine(): Promise<void> {
  const socket = engineSocket();
  await withLock("engine", async () => {
    const wasUp = await answers(socket);
    if (!wasUp) await start(socket);
    await removeLeftovers(wasUp ? "dead" : "all");
    await smoke();
  });
}
