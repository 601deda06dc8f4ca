import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SshEndpoint } from "../endpoint/endpoint.ts";
import { sshOptions, sshProcess } from "./ssh-command.ts";

/** Seconds that the connection stays open without a session: it outlives a crashed server by no more than that. */
const persist = 60;
/** Milliseconds without a new attempt after a failed one: the first, and the longest. A host that counts failures must not shut us out. */
const firstPause = 250;
const longestPause = 5_000;

/** The one connection to a host that carries every session. */
export interface SshMaster {
  /** What a session is started with to use it. */
  readonly options: readonly string[];
  /** Resolves when a session can be opened; rejects with what ssh said. Whoever waits shares one attempt. */
  readonly ready: () => Promise<void>;
  /** A session failed: the next one makes sure first that the connection still stands. */
  readonly doubt: () => void;
  readonly close: () => void;
}

/** OpenSSH on Windows can't share a connection: there every session has its own. */
const unshared: SshMaster = { options: [], ready: () => Promise.resolve(), doubt: () => {}, close: () => {} };

/** Opens the connection to a host on first use, and again, with growing pauses, after it was lost. */
export function sshMaster(endpoint: SshEndpoint): SshMaster {
  if (process.platform === "win32") return unshared;
  const program = endpoint.program ?? "ssh";
  // Unix sockets have short paths (104 bytes on some systems), so the directory's name is short as well.
  const directory = mkdtempSync(join(tmpdir(), "gd-ssh-"));
  const socket = join(directory, "s");
  const shared = ["-o", `ControlPath=${socket}`];
  const control = (command: string) => [...sshOptions(endpoint), ...shared, "-O", command, "--", endpoint.host];
  let opening: Promise<void> | undefined;
  let doubtful = false;
  const closing = new AbortController();
  const { signal } = closing;
  let failed: { readonly error: Error; readonly until: number; readonly pause: number } | undefined;

  const open = async (): Promise<void> => {
    if (doubtful && existsSync(socket)) {
      const alive = await run(program, control("check"), signal).then(
        () => true,
        () => false,
      );
      if (!alive) rmSync(socket, { force: true });
    }
    doubtful = false;
    if (existsSync(socket)) return;
    // It goes to the background once the host has let us in, and ends there when it is no longer used.
    const background = ["-f", "-N", "-o", "ControlMaster=yes", "-o", `ControlPersist=${persist}`];
    await run(program, [...sshOptions(endpoint), ...shared, ...background, "--", endpoint.host], signal);
  };
  const attempt = (): Promise<void> =>
    open().then(
      () => void (failed = undefined),
      (error: Error) => {
        const pause = Math.min((failed?.pause ?? firstPause / 2) * 2, longestPause);
        failed = { error, pause, until: performance.now() + pause };
        throw error;
      },
    );

  return {
    options: [...shared, "-o", "ControlMaster=no"],
    ready: () => {
      if (failed !== undefined && performance.now() < failed.until) return Promise.reject(failed.error);
      if (opening === undefined && !doubtful && existsSync(socket)) return Promise.resolve();
      opening ??= attempt().finally(() => (opening = undefined));
      return opening;
    },
    doubt: () => (doubtful = true),
    close: () => {
      closing.abort();
      if (existsSync(socket)) spawnSync(program, control("exit"), { stdio: "ignore", timeout: 2000 });
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Runs ssh to its end, or to the signal; rejects with its complaint. */
function run(program: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...sshProcess(), stdio: ["ignore", "ignore", "pipe"], signal });
    let complaint = "";
    child.stderr.on("data", (data: Buffer) => (complaint += data.toString()));
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(complaint.trim() || `it ended with status ${code}`)),
    );
  });
}
