import type { SshEndpoint } from "../endpoint/endpoint.ts";

/** Seconds until ssh gives up connecting: well below the engine calls' own deadline. */
export const connectTimeout = 10;

/**
 * What every ssh of ours is started with, whatever the user's configuration says. Nothing is ever asked, the host key must be known,
 * and nothing but the one session is opened: no forwarding, no terminal, no commands of the configuration's.
 */
const fixed = [
  ["BatchMode", "yes"],
  ["StrictHostKeyChecking", "yes"],
  ["ConnectTimeout", String(connectTimeout)],
  // A host that went silent in the middle is given up after 15 s.
  ["ServerAliveInterval", "5"],
  ["ServerAliveCountMax", "2"],
  ["ClearAllForwardings", "yes"],
  ["ForwardAgent", "no"],
  ["ForwardX11", "no"],
  ["PermitLocalCommand", "no"],
  ["RemoteCommand", "none"],
  // Enough to explain a failure, without the far side's banner.
  ["LogLevel", "ERROR"],
] as const;

/** Arguments for ssh before the host's name. */
export function sshOptions(endpoint: SshEndpoint): string[] {
  return [
    ...(endpoint.options ?? []),
    ...fixed.flatMap(([name, value]) => ["-o", `${name}=${value}`]),
    ...["-T", ...(endpoint.user ? ["-l", endpoint.user] : []), ...(endpoint.port ? ["-p", String(endpoint.port)] : [])],
  ];
}

/** What joins a session to the engine's socket on the far side, as for the docker CLI. */
export const dialCommand = ({ socketPath }: SshEndpoint): string[] => [
  "docker",
  ...(socketPath ? ["--host", quote(`unix://${socketPath}`)] : []),
  "system",
  "dial-stdio",
];

/** ssh hands its words to the far side's shell as one line. */
const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** For every ssh: no terminal to ask at, since a session of its own has none, and no window either. */
export const sshProcess = (): { readonly detached: true; readonly env: NodeJS.ProcessEnv } => ({
  detached: true,
  env: { ...process.env, SSH_ASKPASS_REQUIRE: "never" },
});
