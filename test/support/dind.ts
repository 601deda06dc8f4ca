import { createContainer, removeContainer, uniqueName } from "./containers.ts";
import { dindImage } from "./dind-image.ts";
import { bytes, engine, EngineCallError, rawCall } from "./engine-call.ts";
import { execWithInput } from "./exec-with-input.ts";
import { waitFor } from "./wait-for.ts";

/** An engine of its own inside a container. */
export interface Dind {
  readonly id: string;
  readonly name: string;
  /** Its address on the network of its container. */
  readonly address: string;
  /** Runs a program inside and gives its output; fails with it when the exit code is not 0. */
  readonly run: (...command: string[]) => Promise<string>;
  /** Copies images of the test engine into it. */
  readonly load: (...references: string[]) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** What may differ from one Docker-in-Docker engine to the next. */
export interface DindOptions {
  /** Arguments for dockerd; default a Unix socket at the standard place. */
  readonly args?: readonly string[];
  /** A user-defined network of the test engine. */
  readonly network?: string;
  readonly binds?: readonly string[];
  readonly image?: string;
  readonly hostConfig?: Readonly<Record<string, unknown>>;
  /** A port of the engine's that this machine reaches on 127.0.0.1, by another number. */
  readonly published?: { readonly inside: number; readonly here: number };
}

/** Machines that lack a capability themselves can't give it: `Privileged` fails there, and all that they have does the same. */
const rights: readonly Readonly<Record<string, unknown>>[] = [
  { Privileged: true },
  {
    CapAdd: ["ALL"],
    CapDrop: ["SYS_RESOURCE"],
    SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"],
    MaskedPaths: [],
    ReadonlyPaths: [],
  },
];

async function start(options: DindOptions): Promise<{ readonly id: string; readonly name: string }> {
  const image = options.image ?? (await dindImage());
  const { published } = options;
  const port = `${published?.inside}/tcp`;
  for (const [index, right] of rights.entries()) {
    const name = uniqueName("gnosis-dind");
    const { id } = await createContainer({
      name,
      image,
      command: ["dockerd", ...(options.args ?? [])],
      start: false,
      config: { Volumes: { "/var/lib/docker": {} }, ...(published && { ExposedPorts: { [port]: {} } }) },
      hostConfig: {
        ...right,
        CgroupnsMode: "host",
        Binds: ["/sys/fs/cgroup:/sys/fs/cgroup:rw", ...(options.binds ?? [])],
        Tmpfs: { "/run": "" },
        ...(published && { PortBindings: { [port]: [{ HostIp: "127.0.0.1", HostPort: String(published.here) }] } }),
        ...(options.network !== undefined && { NetworkMode: options.network }),
        ...options.hostConfig,
      },
    });
    try {
      await engine("POST", `/containers/${id}/start`);
      return { id, name };
    } catch (error) {
      await removeContainer(id);
      if (index === rights.length - 1 || !(error instanceof EngineCallError)) throw error;
    }
  }
  throw new Error("unreachable");
}

/** Runs a program inside a container of the test engine and gives what it printed. */
export async function execIn(id: string, command: readonly string[]): Promise<string> {
  const created = await engine<{ Id: string }>("POST", `/containers/${id}/exec`, {
    Cmd: command,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
  });
  const output = await bytes(
    await rawCall("POST", `/exec/${created.Id}/start`, { body: { Detach: false, Tty: true } }),
  );
  const { ExitCode: code } = await engine<{ ExitCode: number }>("GET", `/exec/${created.Id}/json`);
  const text = output.toString().replaceAll("\r\n", "\n");
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}:\n${text}`);
  return text;
}

/** Starts an engine inside a container and waits until it answers. */
export async function startDind(options: DindOptions = {}): Promise<Dind> {
  const { id, name } = await start(options);
  const run = (...command: string[]): Promise<string> => execIn(id, command);
  try {
    await waitFor("the engine inside a container", () => run("docker", "version"), { every: 300, bound: 120_000 });
  } catch (error) {
    const log = await bytes(await rawCall("GET", `/containers/${id}/logs?stdout=true&stderr=true&tail=40`));
    await removeContainer(id);
    throw new Error(`dockerd inside a container did not come up:\n${log.toString()}`, { cause: error });
  }
  const { NetworkSettings } = await engine<any>("GET", `/containers/${id}/json`);
  const networks: { IPAddress: string }[] = Object.values(NetworkSettings.Networks);
  const load = async (...references: string[]): Promise<void> => {
    const names = references.map((reference) => `names=${encodeURIComponent(reference)}`).join("&");
    await execWithInput(id, ["docker", "load"], await rawCall("GET", `/images/get?${names}`));
  };
  return { id, name, address: networks[0]?.IPAddress ?? "", run, load, remove: () => removeContainer(id) };
}
