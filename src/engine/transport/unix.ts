import { statSync } from "node:fs";
import { connect } from "node:net";
import type { UnixEndpoint } from "../endpoint/endpoint.ts";
import type { Explanation, Transport } from "./transport.ts";

/** The engine's Unix socket. */
export function unixTransport({ socketPath }: Pick<UnixEndpoint, "socketPath">): Transport {
  return {
    host: "docker",
    path: socketPath,
    connect: () => connect({ path: socketPath }),
    explain: (error) => explainSocket(socketPath, error),
    close: () => {},
  };
}

function explainSocket(path: string, error: NodeJS.ErrnoException): Explanation | undefined {
  switch (error.code) {
    case "ENOENT":
      return {
        message: `There is no socket at ${path}.`,
        next: `Start the Docker Engine; in a container, mount its socket with -v ${path}:${path}.`,
      };
    case "ECONNREFUSED":
      return { message: `Nobody listens on ${path}.`, next: "Start the Docker Engine." };
    case "ENOTSOCK":
      return {
        message: `${path} is not a socket.`,
        next: "The Docker Engine wasn't running when the path was mounted: start it, then start this container anew.",
      };
    case "EACCES":
    case "EPERM":
      return { message: `No right to use ${path}${rights(path)}.`, next: rightsFix(path) };
    default:
      return undefined;
  }
}

function group(path: string): number | undefined {
  try {
    return statSync(path).gid;
  } catch {
    return undefined;
  }
}

function rights(path: string): string {
  const gid = group(path);
  const me = `this process runs as user ${process.getuid?.()}`;
  return gid === undefined
    ? `: ${me}`
    : `: it belongs to group ${gid}, and ${me}, groups ${process.getgroups?.().join(", ")}`;
}

function rightsFix(path: string): string {
  const gid = group(path) ?? "GID";
  return `Add the process to the socket's group: 'docker run --group-add ${gid} …', or 'usermod -aG docker USER' and a new login.`;
}
