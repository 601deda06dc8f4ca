import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SshEndpoint } from "../endpoint/endpoint.ts";
import { ProcessSocket } from "./process-socket.ts";
import type { Explanation, Transport } from "./transport.ts";

/** Seconds until ssh gives up connecting: well below the engine calls' own deadline. */
const connectTimeout = 10;

/**
 * The system's OpenSSH with the user's own configuration, keys and known hosts, never asking anything; one master connection carries
 * every session. On the far side `docker system dial-stdio` joins the session to the engine's socket, as for the docker CLI.
 */
export function sshTransport(endpoint: SshEndpoint): Transport {
  const program = endpoint.program ?? "ssh";
  // Unix sockets have short paths (104 bytes on some systems), so the directory's name is short as well.
  const directory = mkdtempSync(join(tmpdir(), "gd-ssh-"));
  const options = [
    ...(endpoint.options ?? []),
    ...["-o", "BatchMode=yes", "-o", `ConnectTimeout=${connectTimeout}`],
    ...["-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=2"],
    ...["-o", "ControlMaster=auto", "-o", `ControlPath=${join(directory, "%C")}`, "-o", "ControlPersist=60"],
    ...["-T", ...(endpoint.user ? ["-l", endpoint.user] : []), ...(endpoint.port ? ["-p", String(endpoint.port)] : [])],
  ];
  const remote = [
    "docker",
    ...(endpoint.socketPath ? ["--host", quote(`unix://${endpoint.socketPath}`)] : []),
    "system",
    "dial-stdio",
  ];
  return {
    host: "docker",
    connect: () => {
      const child = spawn(program, [...options, "--", endpoint.host, ...remote], { stdio: ["pipe", "pipe", "pipe"] });
      return new ProcessSocket(child);
    },
    explain: (error) => explainSsh(endpoint, error),
    close: () => {
      spawnSync(program, [...options, "-O", "exit", "--", endpoint.host], { stdio: "ignore", timeout: 2000 });
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** ssh hands its words to the far side's shell as one line. */
const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

function explainSsh(endpoint: SshEndpoint, error: NodeJS.ErrnoException): Explanation | undefined {
  const text = error.message;
  if (error.code === "ENOENT") return { message: "There is no ssh program here.", next: "Install the OpenSSH client." };
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed/.test(text)) {
    return {
      message: `The host key of ${endpoint.host} is unknown or has changed.`,
      next: "Compare its fingerprint, then connect once by hand so that known_hosts has it.",
    };
  }
  if (/Permission denied/.test(text)) {
    return {
      message: `${endpoint.host} refused the login.`,
      next: "Give a key that needs no passphrase here, or load it into ssh-agent.",
    };
  }
  if (/command not found|docker: not found/.test(text)) {
    return { message: `There is no docker command on ${endpoint.host}.`, next: "Install the docker CLI there." };
  }
  if (/permission denied.*docker\.sock|docker\.sock.*permission denied/i.test(text)) {
    return {
      message: `The user has no right to use the engine on ${endpoint.host}.`,
      next: "Add that user to the group docker.",
    };
  }
  return text === "" ? undefined : { message: `ssh to ${endpoint.host}: ${text.trim().split("\n").at(-1)}` };
}
