import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { needPrograms } from "./prepare/debian.ts";
import { descendants } from "./prepare/processes.ts";
import { program, searchPath, which } from "./prepare/program.ts";
import { freePort } from "./server.ts";
import { waitFor } from "./wait-for.ts";

/** A real OpenSSH server on loopback with its own host key, and a client's key and known hosts for it; nothing of the user's is used. */
export interface SshServer {
  readonly port: number;
  readonly user: string;
  readonly directory: string;
  /** Files of the client. */
  readonly key: string;
  readonly knownHosts: string;
  readonly config: string;
  /** The address of the engine behind it, by that socket. */
  readonly address: (socketPath: string) => string;
  /** Takes a new host key, which clients don't know; `start` makes it count. */
  readonly changeHostKey: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Kills it with every session, as a crash or a power failure does. */
  readonly kill: () => Promise<void>;
  /** How many connections it has let in since its start. */
  readonly logins: () => number;
  /** How many connections were begun, let in or not. */
  readonly attempts: () => number;
  readonly remove: () => Promise<void>;
}

const makeKey = async (file: string, phrase = ""): Promise<void> => {
  for (const each of [file, `${file}.pub`]) rmSync(each, { force: true });
  await program("ssh-keygen", ["-q", "-t", "ed25519", "-N", phrase, "-f", file]);
};

/** Starts one; openssh-server is installed where it is missing, and its own service is not started by that. */
export async function startSshServer(): Promise<SshServer> {
  await needPrograms(["sshd", "ssh", "ssh-keygen"], ["openssh-server", "openssh-client"]);
  const directory = mkdtempSync(join(tmpdir(), "gd-sshd-"));
  const at = (name: string) => join(directory, name);
  const port = await freePort();
  const user = userInfo().username;
  const docker = which("docker") ?? "/usr/bin/docker";
  if (process.getuid?.() === 0 && !existsSync("/run/sshd")) mkdirSync("/run/sshd", { mode: 0o755 });
  await makeKey(at("host"));
  await makeKey(at("key"));
  writeFileSync(at("authorized"), readFileSync(at("key.pub"), "utf8"), { mode: 0o600 });
  const hostKey = readFileSync(at("host.pub"), "utf8").split(" ").slice(0, 2).join(" ");
  writeFileSync(at("known"), `[127.0.0.1]:${port} ${hostKey}\n`, { mode: 0o600 });
  writeFileSync(
    at("sshd_config"),
    [
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${at("host")}`,
      `AuthorizedKeysFile ${at("authorized")}`,
      `PidFile ${at("sshd.pid")}`,
      "StrictModes no",
      "UsePAM no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PermitRootLogin prohibit-password",
      "LogLevel VERBOSE",
      // The user's home and with it the shell's own start-up files stay out of it.
      `SetEnv PATH=${dirname(docker)}:/usr/bin:/bin HOME=${directory}`,
      "",
    ].join("\n"),
  );
  writeFileSync(
    at("config"),
    [
      `Host *`,
      `  User ${user}`,
      `  IdentityFile ${at("key")}`,
      "  IdentitiesOnly yes",
      `  UserKnownHostsFile ${at("known")}`,
      "  GlobalKnownHostsFile none",
      "",
    ].join("\n"),
    { mode: 0o600 },
  );
  let child: ChildProcess | undefined;
  let log = "";
  const start = async (): Promise<void> => {
    log = "";
    child = spawn(which("sshd") ?? "sshd", ["-D", "-e", "-f", at("sshd_config")], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, PATH: searchPath },
    });
    child.stderr?.on("data", (data: Buffer) => (log += data.toString()));
    await waitFor("sshd", () => /^Server listening/m.test(log), { every: 20 }).catch((error: unknown) => {
      throw new Error(`sshd did not come up:\n${log}`, { cause: error });
    });
  };
  const kill = async (): Promise<void> => {
    const pid = child?.pid;
    if (child === undefined || pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    // The listener first, so that nobody comes in again; then those that serve a session each.
    const below = descendants(pid);
    child.kill("SIGKILL");
    await gone;
    for (const each of below) {
      try {
        process.kill(each, "SIGKILL");
      } catch {
        // Gone with its session.
      }
    }
  };
  await start();
  return {
    ...{ port, user, directory, start, kill },
    ...{ key: at("key"), knownHosts: at("known"), config: at("config") },
    address: (socketPath) => `ssh://${user}@127.0.0.1:${port}${socketPath}`,
    changeHostKey: () => makeKey(at("host")),
    attempts: () => log.match(/^Connection from/gm)?.length ?? 0,
    logins: () => log.match(/Accepted publickey/g)?.length ?? 0,
    remove: async () => {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
