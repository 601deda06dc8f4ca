import { setTimeout as sleep } from "node:timers/promises";
import { GnosisError } from "../../kernel/errors.ts";
import type { EngineClient } from "../client.ts";
import { createEngineClient } from "../create-client.ts";
import { proveEngine, untilAnswers } from "../sandbox/prove-engine.ts";
import { storageDrivers, type StorageDriver } from "../sandbox/sandbox-body.ts";
import { startFailure, StartFailure } from "../sandbox/start-failure.ts";
import { endDaemon, runningDaemon, startDaemon, type Daemon } from "./daemon.ts";
import { type EmbeddedDirectories, embeddedDirectories, knownDriver, makeDirectories } from "./embedded-directories.ts";
import { needDockerd, searchPath } from "./needs.ts";
import { readyCgroups } from "./ready-cgroups.ts";

/** Milliseconds that dockerd may take until it answers, and to end when it is asked to: containers get ten seconds to stop. */
const startPatience = 60_000;
const endPatience = 20_000;
/** Milliseconds between two starts of an engine that dies: doubled each time, back to the first once it has lived for a minute. */
const firstPause = 1_000;
const longestPause = 30_000;
const longLife = 60_000;

/** An engine that the server started and looks after. */
export interface Embedded {
  readonly socketPath: string;
  /** Ends it, and what runs on it. */
  readonly close: () => Promise<void>;
}

/** What starting an engine needs. */
export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Told of every death and every start after it. */
  readonly alarm: (message: string) => void;
}

interface Parts {
  readonly program: string;
  readonly path: string;
  readonly directories: EmbeddedDirectories;
  readonly client: EngineClient;
}

/**
 * Starts dockerd with directories of its own, tries storage drivers until one works, and starts it again whenever it dies. An engine that
 * a server before left running is taken over. CONFIG_INVALID when the machine lacks what it takes, with what that is.
 */
export async function startEmbedded({ dataDir, environment, alarm }: EmbeddedOptions): Promise<Embedded> {
  const directories = embeddedDirectories(dataDir);
  const { socket: socketPath } = directories;
  const path = searchPath(environment);
  const client = createEngineClient({ name: "embedded", kind: "embedded", socketPath });
  const stop = new AbortController();
  const left = runningDaemon(directories);
  const others = ["/var/run/docker.sock"];
  const machine = { platform: process.platform, user: process.getuid?.(), path, others };
  const program = await needDockerd(machine);
  makeDirectories(directories);
  readyCgroups();
  const parts: Parts = { program, path, directories, client };
  let driver = knownDriver(directories);
  let daemon: Daemon;
  if (left !== undefined && (await answers(parts, left, stop.signal))) daemon = left;
  else {
    if (left !== undefined) await endDaemon(left, endPatience);
    ({ daemon, driver } = await firstStart(parts, driver, stop.signal));
  }
  const looking = lookAfter(
    parts,
    { daemon, driver: driver ?? "overlay2", alarm, now: (next) => (daemon = next) },
    stop.signal,
  );
  return {
    socketPath,
    close: async () => {
      stop.abort(new GnosisError("SHUTTING_DOWN", "The server is stopping."));
      client.close();
      await endDaemon(daemon, endPatience);
      await looking;
    },
  };
}

async function answers({ client }: Parts, daemon: Daemon, signal: AbortSignal): Promise<boolean> {
  let over = false;
  void daemon.ended.then(() => (over = true));
  return untilAnswers(client, { signal, patience: startPatience, gone: () => Promise.resolve(over) });
}

async function firstStart(
  parts: Parts,
  known: StorageDriver | undefined,
  signal: AbortSignal,
): Promise<{ readonly daemon: Daemon; readonly driver: StorageDriver }> {
  const failures: StartFailure[] = [];
  for (const driver of known === undefined ? storageDrivers : [known]) {
    const daemon = startDaemon(parts.program, parts.directories, { driver, path: parts.path });
    try {
      if (!(await answers(parts, daemon, signal))) throw startFailure(daemon.said());
      if (known === undefined) await proveEngine(parts.client, signal);
      return { daemon, driver };
    } catch (thrown) {
      await endDaemon(daemon, endPatience);
      if (!(thrown instanceof StartFailure)) throw thrown;
      failures.push(thrown);
      if (thrown.instead === "never") break;
    }
  }
  const last = failures.at(-1);
  throw new GnosisError("CONFIG_INVALID", `The engine did not start. ${last?.message ?? ""}`, {
    where: "engine",
    next: last?.next ?? `Look at ${parts.directories.log}; docs/sandboxes.md says what an engine needs.`,
    extra: { tried: failures.map(({ message }) => message) },
  });
}

async function lookAfter(
  parts: Parts,
  given: {
    readonly daemon: Daemon;
    readonly driver: StorageDriver;
    readonly alarm: (message: string) => void;
    readonly now: (daemon: Daemon) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  let { daemon } = given;
  let pause = firstPause;
  for (;;) {
    const began = performance.now();
    await daemon.ended;
    if (signal.aborted) return;
    if (performance.now() - began > longLife) pause = firstPause;
    const last = daemon.said().trim().split("\n").at(-1) ?? "";
    given.alarm(`The engine has died and is started again in ${pause / 1000} s. It said: ${last}`);
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    // An abort while it sleeps must start nothing.
    if (signal.aborted) return;
    pause = Math.min(longestPause, pause * 2);
    daemon = startDaemon(parts.program, parts.directories, { driver: given.driver, path: parts.path });
    given.now(daemon);
  }
}
