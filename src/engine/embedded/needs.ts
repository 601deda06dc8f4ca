import { accessSync, constants } from "node:fs";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { GnosisError } from "../../kernel/errors.ts";

/** Where programs of root lie that a plain PATH may lack. */
const more = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin"];

/** PATH with them: for dockerd, which looks for containerd, runc and iptables itself. */
export const searchPath = (environment: NodeJS.ProcessEnv): string =>
  [...new Set([...(environment["PATH"] ?? "").split(delimiter).filter(Boolean), ...more])].join(delimiter);

function find(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

const missing = (message: string, next: string): GnosisError =>
  new GnosisError("CONFIG_INVALID", `No engine can be started here: ${message}`, { where: "engine", next });

const accepts = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

/** What is asked of the machine before an engine is started; for tests they can be set. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly user: number | undefined;
  readonly path: string;
  /** Sockets of engines that other programs start on this machine. */
  readonly others: readonly string[];
}

/** Looks for all that dockerd needs, and gives its path. CONFIG_INVALID says which is missing, and what to do. */
export async function needDockerd({ platform, user, path, others }: Machine): Promise<string> {
  if (platform !== "linux")
    throw missing(`dockerd runs on Linux, and this is ${platform}.`, "Point engine to an engine that runs.");
  const dockerd = find("dockerd", path);
  if (dockerd === undefined)
    throw missing(
      "there is no dockerd.",
      "Install it (Debian: docker.io), or use the image with an engine (docs/sandboxes.md).",
    );
  if (user !== 0)
    throw missing(
      `dockerd needs root, and this is user ${user}.`,
      "Run the server as root, or reach an engine that runs already over its socket.",
    );
  for (const [program, where] of [
    ["containerd", "Debian: containerd"],
    ["runc", "Debian: runc"],
    ["iptables", "Debian: iptables"],
  ] as const) {
    if (find(program, path) === undefined) throw missing(`there is no ${program}.`, `Install it (${where}).`);
  }
  for (const other of others) {
    // Two engines in one network take each other's bridge and rules away.
    if (await accepts(other))
      throw missing(`another engine runs on this machine, at ${other}.`, `Use that one: engine: unix://${other}.`);
  }
  return dockerd;
}
