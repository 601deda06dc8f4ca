import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { answers } from "./ping.ts";
import { descendants } from "./processes.ts";
import { searchPath } from "./program.ts";

/** The last lines of a log, for a person who has to find out why the engine did not start. */
export function tail(path: string, lines = 40): string {
  try {
    return readFileSync(path, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "(no log)";
  }
}

/** Ends what `startDockerd` started: the daemon first, then whatever of its children outlives it. */
async function end(child: ChildProcess): Promise<void> {
  const pid = child.pid;
  if (pid === undefined) return;
  const below = descendants(pid);
  const living = (): boolean => child.exitCode === null && child.signalCode === null;
  child.kill("SIGTERM");
  for (let waited = 0; living() && waited < 15_000; waited += 200) await sleep(200);
  for (const each of [pid, ...below]) {
    try {
      if (each !== pid || living()) process.kill(each, "SIGKILL");
    } catch {
      // Gone already.
    }
  }
  await sleep(500);
}

/** Starts a daemon that outlives this process and waits until it answers; undefined, with the reason printed, when it does not. */
export async function startDockerd(
  args: readonly string[],
  socketPath: string,
  log: string,
  seconds = 60,
): Promise<{ readonly end: () => Promise<void> } | undefined> {
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, "w");
  // A session of its own, and no pipe of ours: neither our end nor a closed terminal ends the engine.
  const child = spawn("dockerd", args, {
    detached: true,
    stdio: ["ignore", file, file],
    env: { ...process.env, PATH: searchPath },
  });
  closeSync(file);
  let failed: string | undefined;
  child.once("error", (error) => (failed = error.message));
  child.once("exit", (code, signal) => (failed = `it ended with ${signal ?? `code ${code}`}`));
  child.unref();
  const start = performance.now();
  while (failed === undefined && performance.now() - start < seconds * 1000) {
    if (await answers(socketPath)) {
      console.error(`prepare: engine up after ${((performance.now() - start) / 1000).toFixed(1)} s, log in ${log}`);
      return { end: () => end(child) };
    }
    await sleep(200);
  }
  console.error(
    `prepare: dockerd ${args.join(" ")} does not answer on ${socketPath}: ${failed ?? `nothing after ${seconds} s`}`,
  );
  console.error(`prepare: the end of its log (${log}):\n${tail(log)}`);
  await end(child);
  return undefined;
}
