import { execFile } from "node:child_process";
import { engine, runId, testLabel } from "../support/engine.ts";
import { sandboxImage } from "../support/sandbox-image.ts";
import { startServer, type ServerOptions, type TestServer } from "../support/server.ts";

/** What a server needs in its environment to make sandboxes here; all that it makes carries this run's label. */
export async function sandboxEnv(): Promise<Readonly<Record<string, string>>> {
  return { GNOSIS_SANDBOX_IMAGE: await sandboxImage(), GNOSIS_SANDBOX_LABELS: `${testLabel}=${runId}` };
}

/** A whole server that makes its sandboxes from the tests' own image. */
export async function startSandboxServer(options: ServerOptions = {}): Promise<TestServer> {
  return startServer({ ...options, env: { ...(await sandboxEnv()), ...options.env } });
}

/** A small sandbox with busybox in it that ends by itself when a test forgets it. */
export const small = (name: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  ...{ name, memory: "512MiB", disk: "256MiB", cpus: 1, pids: 512, time: "10m", images: ["busybox"] },
  ...more,
});

/** Runs the docker CLI on a socket; never fails, and gives its exit code and all that it printed. */
export function docker(socket: string, ...args: string[]): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: "/nonexistent" };
    execFile("docker", args, { env, timeout: 120_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}` }),
    );
  });
}

interface Found {
  readonly Id?: string;
  readonly Name?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

/** All that this run's sandboxes have left on the engine: their containers and networks. */
export async function leftovers(): Promise<readonly string[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${testLabel}=${runId}`] }));
  const containers = await engine<readonly Found[]>("GET", `/containers/json?all=true&filters=${filters}`);
  const networks = await engine<readonly Found[]>("GET", `/networks?filters=${filters}`);
  return [...containers.map(({ Id }) => `container ${Id}`), ...networks.map(({ Name }) => `network ${Name}`)];
}

/** Names of all volumes of the engine. */
export async function volumes(): Promise<readonly string[]> {
  const { Volumes } = await engine<{ Volumes: readonly Found[] | null }>("GET", "/volumes");
  return (Volumes ?? []).map(({ Name }) => Name ?? "");
}

/** The volumes that a container mounts. */
export async function volumesOf(container: string): Promise<readonly string[]> {
  const { Mounts } = await engine<{ Mounts: readonly { Type: string; Name?: string }[] }>(
    "GET",
    `/containers/${container}/json`,
  );
  return Mounts.flatMap(({ Type, Name }) => (Type === "volume" && Name !== undefined ? [Name] : []));
}
