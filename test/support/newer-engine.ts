import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { dindImage, type EngineSuite } from "./dind-image.ts";
import { startDind, type Dind, type DindOptions } from "./dind.ts";
import { engine } from "./engine-call.ts";

/** Engine 26.1 (API 1.45), or the one of another suite, in a container, on which whole test files run as they are. */
export interface NewerEngine {
  readonly dind: Dind;
  /** What test files need in their environment to use it. */
  readonly env: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
}

/** The engine answers `top` with the help of ps, which the image has not: this one prints what the engine looks at. */
const ps = `#!/bin/sh
echo "UID PID CMD"
for each in /proc/[0-9]*; do
  cmd=$(tr '\\0\\n' '  ' 2>/dev/null <$each/cmdline)
  echo "root \${each#/proc/} \${cmd:--}"
done
`;
/** A shell script that puts it there. */
export const installPs = `cat > /usr/local/bin/ps <<'END'\n${ps}END\nchmod 755 /usr/local/bin/ps`;

/** What test files need in their environment to use an engine that shares a directory with them, and that reaches this machine by that address. */
export const sharedEnv = (socket: string, directory: string, gateway: string): Readonly<Record<string, string>> => ({
  DOCKER_HOST: `unix://${socket}`,
  TMPDIR: directory,
  TEST_REGISTRY_HOST: gateway,
  // True of the directory that both have at the same path, and the tests mount nothing else.
  GNOSIS_ENGINE_FILES: "here",
  // Not so its networks: an address there may be somebody else's here.
  TEST_ENGINE_NETWORKS: "elsewhere",
});

/** The address of this machine in the default network of the test engine. */
export async function bridgeGateway(): Promise<string> {
  const { IPAM } = await engine<any>("GET", "/networks/bridge");
  return IPAM.Config[0]?.Gateway ?? "172.17.0.1";
}

/**
 * Starts it. Its socket and a directory for temporary files have the same paths outside and inside the container: what a test makes
 * in its temporary directory can be mounted into containers of this engine, as with an engine of the machine's own.
 */
export async function startNewerEngine(
  more: Pick<DindOptions, "args" | "binds" | "image" | "published"> & { readonly suite?: EngineSuite } = {},
): Promise<NewerEngine> {
  const { suite, ...options } = more;
  const directory = mkdtempSync("/tmp/gd-newer-");
  const socket = join(directory, "docker.sock");
  const gateway = await bridgeGateway();
  const hosts = ["--host=unix:///var/run/docker.sock", `--host=unix://${socket}`];
  try {
    const dind = await startDind({
      image: await dindImage(suite),
      ...options,
      args: [...hosts, `--insecure-registry=${gateway}/32`, ...(more.args ?? [])],
      binds: [`${directory}:${directory}`, ...(more.binds ?? [])],
    });
    await dind.run("sh", "-c", installPs);
    return {
      dind,
      env: sharedEnv(socket, directory, gateway),
      remove: async () => {
        await dind.remove();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}
