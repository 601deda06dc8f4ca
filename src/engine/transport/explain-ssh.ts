import type { SshEndpoint } from "../endpoint/endpoint.ts";
import { connectTimeout } from "./ssh-command.ts";
import type { Explanation } from "./transport.ts";

type Words = (endpoint: SshEndpoint) => Explanation;

/** What ssh, or the far side, complains about, and what it means; the first that matches counts. */
const complaints: readonly (readonly [RegExp, Words])[] = [
  // Before the refused login, which has the same words.
  [
    /permission denied.*\.sock|\.sock.*permission denied/i,
    ({ host }) => ({
      message: `The user has no right to use the engine on ${host}.`,
      next: "Add that user to the group docker.",
    }),
  ],
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    ({ host, port }) => ({
      message: `The host key of ${host} is not the one that known_hosts has: it was set up anew, or another machine answers in its place.`,
      next: `Compare the new key's fingerprint on the host itself, then take the old one out with 'ssh-keygen -R ${port ? `"[${host}]:${port}"` : host}' and connect once by hand.`,
    }),
  ],
  [
    /host key is known for|Host key verification failed/,
    ({ host }) => ({
      message: `The host key of ${host} is unknown: known_hosts does not have it.`,
      next: "Compare its fingerprint, then connect once by hand so that known_hosts has it.",
    }),
  ],
  [
    /UNPROTECTED PRIVATE KEY FILE|bad permissions/i,
    () => ({
      message: "ssh does not take the key, since others may read its file.",
      next: "chmod 600 the key's file.",
    }),
  ],
  [
    /Bad owner or permissions on|Bad configuration option|terminating, \d+ bad configuration/i,
    () => ({
      message: "ssh does not take its configuration file.",
      next: "Let 'ssh -G HOST' say what is wrong with it.",
    }),
  ],
  [
    /Permission denied|Too many authentication failures|No more authentication methods/i,
    ({ host }) => ({
      message: `${host} refused the login.`,
      next: "Give a key that needs no passphrase here, or load it into ssh-agent.",
    }),
  ],
  [
    /Could not resolve hostname/,
    ({ host }) => ({
      message: `The host name ${host} can't be resolved.`,
      next: "Correct the name, or give it a HostName in ssh's configuration.",
    }),
  ],
  [
    /Connection refused/,
    ({ host, port }) => ({
      message: `Nobody listens on ${host}, port ${port ?? 22}.`,
      next: "Start the SSH server there, or correct the port.",
    }),
  ],
  [
    /timed out|Timeout, server/,
    ({ host }) => ({
      message: `${host} accepts connections or swallows them, but says nothing for ${connectTimeout} s.`,
      next: "Look at that host's own state, and at the network and the firewall between here and there.",
    }),
  ],
  [
    /No route to host|Network is unreachable/,
    ({ host }) => ({
      message: `${host} can't be reached.`,
      next: "Check the network and the firewall between here and there.",
    }),
  ],
  [
    /docker(?::|'|\S*) (?:command )?not found|command not found/,
    ({ host }) => ({ message: `There is no docker command on ${host}.`, next: "Install the docker CLI there." }),
  ],
  [
    /Cannot connect to the Docker daemon|failed to open the raw stream connection|\.sock: (?:connect|no such)/i,
    ({ host, socketPath }) => ({
      message: `${host} was reached, but no engine answers there${socketPath ? ` on ${socketPath}` : ""}.`,
      next: "Start the Docker Engine there.",
    }),
  ],
  [
    /Connection (?:closed|reset)|closed by remote host|Broken pipe|master|ended with status 255/i,
    ({ host }) => ({
      message: `The SSH connection to ${host} broke off.`,
      next: "Look at the SSH server's log there; a new connection is tried with the next call.",
    }),
  ],
];

/** What went wrong with ssh, in words. */
export function explainSsh(endpoint: SshEndpoint, error: NodeJS.ErrnoException): Explanation | undefined {
  if (error.code === "ENOENT") return { message: "There is no ssh program here.", next: "Install the OpenSSH client." };
  const text = error.message;
  const found = complaints.find(([pattern]) => pattern.test(text));
  if (found !== undefined) return found[1](endpoint);
  return text === "" ? undefined : { message: `ssh to ${endpoint.host}: ${text.trim().split("\n").at(-1)}` };
}
