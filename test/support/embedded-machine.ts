import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { client, type Client } from "./client.ts";
import { createContainer, removeContainer } from "./containers.ts";
import { execIn } from "./dind.ts";
import { bytes, engine, rawCall } from "./engine-call.ts";
import { program } from "./prepare/program.ts";
import { sandboxImage } from "./sandbox-image.ts";
import { freePort } from "./server.ts";
import { waitFor } from "./wait-for.ts";

/** A machine with dockerd and nothing that runs it, here a container, in which the whole server starts its engine itself. */
export interface EmbeddedMachine {
  readonly id: string;
  /** The server's data directory, with the engine's socket in `engine/`: at the same path inside and here. */
  readonly dataDir: string;
  /** Calls of the server with its admin token. */
  readonly call: Client;
  /** Everything that the server has printed. */
  readonly output: () => Promise<string>;
  /** Runs a shell script inside and gives what it printed. */
  readonly inside: (script: string) => Promise<string>;
  /** Resolves when the server and its engine are ready. */
  readonly ready: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

const root = join(import.meta.dirname, "../..");
// A server that is killed is started again, as a service manager does.
const service =
  "trap 'kill $!; wait; exit' TERM; while :; do /node /project/src/app/main.ts serve & wait $!; sleep 0.2; done";

/** Starts it; `directory` is a further one that both have at the same path, `settings` are dockerd's own. */
export async function startEmbeddedMachine(
  more: { readonly directory?: string; readonly settings?: Readonly<Record<string, unknown>> } = {},
): Promise<EmbeddedMachine> {
  // Not in /tmp, which may be in memory; short, since paths of sockets have 107 bytes.
  const dataDir = mkdtempSync("/var/tmp/gd-own-");
  const port = await freePort();
  const token = randomBytes(32).toString("hex");
  mkdirSync(join(dataDir, "engine"));
  writeFileSync(join(dataDir, "engine/daemon.json"), JSON.stringify(more.settings ?? {}));
  const shared = [dataDir, ...(more.directory === undefined ? [] : [more.directory])].map((path) => `${path}:${path}`);
  const removeData = () => program("rm", ["-rf", "--one-file-system", dataDir]);
  const { id } = await createContainer({
    image: await sandboxImage(),
    command: ["sh", "-c", service],
    env: [
      ...["GNOSIS_ENGINE=embedded", `GNOSIS_DATA_DIR=${dataDir}`, "GNOSIS_HOST=0.0.0.0", "NODE_ENV=test"],
      `GNOSIS_ADMIN_TOKEN=${token}`,
    ],
    config: { ExposedPorts: { "5680/tcp": {} } },
    hostConfig: {
      Binds: [...shared, `${root}:/project:ro`, `${process.execPath}:/node:ro`],
      PortBindings: { "5680/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] },
      CapAdd: ["SYS_ADMIN", "NET_ADMIN"],
      SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"],
      // Everything else of /proc/sys may stay read-only.
      ReadonlyPaths: ["/proc/sys/kernel"],
      CgroupnsMode: "private",
      Tmpfs: { "/run": "" },
    },
  }).catch(async (error: unknown) => {
    await removeData();
    throw error;
  });
  const call = client(`http://127.0.0.1:${port}`, token);
  const output = async (): Promise<string> =>
    (await bytes(await rawCall("GET", `/containers/${id}/logs?stdout=true&stderr=true`))).toString();
  return {
    ...{ id, dataDir, call, output },
    inside: (script) => execIn(id, ["sh", "-c", script]),
    ready: async () => {
      await waitFor("the server", async () => (await call("GET", "/readyz")).status === 200).catch(async (error) => {
        throw new Error(await output(), { cause: error });
      });
    },
    remove: async () => {
      // Stopped first: a killed server would leave what its engine has mounted to the kernel, in its own time.
      await engine("POST", `/containers/${id}/stop?t=10`).catch(() => undefined);
      await removeContainer(id);
      await removeData();
    },
  };
}
