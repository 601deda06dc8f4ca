import { spawn } from "node:child_process";
import type { SshEndpoint } from "../endpoint/endpoint.ts";
import { explainSsh } from "./explain-ssh.ts";
import { ProcessSocket } from "./process-socket.ts";
import { dialCommand, sshOptions, sshProcess } from "./ssh-command.ts";
import { sshMaster, type SshMaster } from "./ssh-master.ts";
import type { Transport } from "./transport.ts";

/** Sessions that one connection carries: sshd takes 10 (MaxSessions) unless it is told otherwise, and a person may want one as well. */
const sessionsEach = 9;

interface Carrier {
  readonly master: SshMaster;
  sessions: number;
}

/**
 * The system's OpenSSH with the user's own configuration, keys, agent and known hosts, never asking anything; one connection carries
 * every session, and only where one can't hold them all is there a further one. On the far side `docker system dial-stdio` joins the
 * session to the engine's socket, as for the docker CLI.
 */
export function sshTransport(endpoint: SshEndpoint): Transport {
  const program = endpoint.program ?? "ssh";
  const carriers: Carrier[] = [];
  const free = (): Carrier => {
    const found = carriers.find(({ sessions }) => sessions < sessionsEach);
    if (found !== undefined) return found;
    const fresh = { master: sshMaster(endpoint), sessions: 0 };
    carriers.push(fresh);
    return fresh;
  };
  return {
    host: "docker",
    connect: () => {
      const carrier = free();
      const { master } = carrier;
      carrier.sessions++;
      const socket = new ProcessSocket(async () => {
        await master.ready();
        const args = [...sshOptions(endpoint), ...master.options, "--", endpoint.host, ...dialCommand(endpoint)];
        return spawn(program, args, { ...sshProcess(), stdio: ["pipe", "pipe", "pipe"] });
      });
      socket.once("close", () => carrier.sessions--);
      return socket.once("error", master.doubt);
    },
    explain: (error) => explainSsh(endpoint, error),
    close: () => {
      for (const { master } of carriers) master.close();
    },
  };
}
