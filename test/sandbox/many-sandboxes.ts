import { execFileSync, spawnSync } from "node:child_process";
import { engine, EngineCallError, inspectContainer } from "../support/engine.ts";
import type { TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";
import { leftovers, volumes, volumesOf } from "./sandbox-server.ts";

/** One sandbox of many, as it was when it was ready. */
export interface MadeSandbox {
  readonly name: string;
  readonly container: string;
  readonly id: string;
  readonly volumes: readonly string[];
  /** Bytes. */
  readonly memory: number;
  /** Milliseconds until it was ready. */
  readonly ready: number;
}

/** What became of many sandboxes: how each ended, and what they have left behind. */
export interface ManySandboxes {
  readonly made: readonly MadeSandbox[];
  readonly reasons: readonly string[];
  readonly left: {
    readonly objects: number;
    readonly volumes: number;
    readonly groups: number;
    readonly loops: number;
  };
}

/** Loop devices that there are, with the names of their files: each sandbox's file has the name of the sandbox. */
const loops = (): string => execFileSync("losetup", ["--all"], { encoding: "utf8" });

/** Names of all control groups that there are; some of other containers may go while they are listed. */
const groups = (): string => spawnSync("find", ["/sys/fs/cgroup", "-type", "d"], { encoding: "utf8" }).stdout;

async function make(server: TestServer, index: number, time: string): Promise<MadeSandbox> {
  const name = `many-${index}`;
  const began = performance.now();
  const input = { name, memory: "512MiB", disk: "256MiB", cpus: 1, time, images: index % 4 === 0 ? ["busybox"] : [] };
  const { status, body, text } = await server.call("POST", "/api/sandboxes", input);
  if (status !== 201) throw new Error(text);
  const ready = performance.now() - began;
  const { memory_used_bytes: memory } = (await server.call("GET", `/api/sandboxes/${name}`)).body;
  const { container } = body.sandbox;
  const { Config } = await inspectContainer(container);
  const id: string = Config.Labels["gnosis-docker.sandbox"];
  return { name, container, id, volumes: await volumesOf(container), memory: memory ?? 0, ready };
}

/** A third is removed, a third has its container killed, and the rest ends by itself. */
async function endEarly(server: TestServer, index: number, { name, container }: MadeSandbox): Promise<void> {
  if (index % 3 === 0) await server.call("DELETE", `/api/sandboxes/${name}`);
  if (index % 3 !== 1) return;
  // On a machine that is too busy its time may be over by then.
  await engine("POST", `/containers/${container}/kill`).catch((error: unknown) => {
    if (!(error instanceof EngineCallError) || (error.status !== 404 && error.status !== 409)) throw error;
  });
}

/** Makes many sandboxes, so many at once, each for so long; ends them in three ways, and looks for what is left of them. */
export async function manySandboxes(
  server: TestServer,
  { inAll, atOnce, time }: { readonly inAll: number; readonly atOnce: number; readonly time: string },
): Promise<ManySandboxes> {
  const made: MadeSandbox[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < inAll) {
      const index = next++;
      const one = await make(server, index, time);
      made.push(one);
      await endEarly(server, index, one);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  await waitFor("the end of all sandboxes", async () => (await server.call("GET", "/api/sandboxes")).body.total === 0, {
    bound: 180_000,
    every: 500,
  });
  const { sandboxes: ended } = (await server.call("GET", "/api/sandboxes?all=true")).body;
  const [groupNames, loopNames, there] = [groups(), loops(), new Set(await volumes())];
  return {
    made,
    reasons: ended.filter(({ name }: any) => made.some((one) => one.name === name)).map(({ reason }: any) => reason),
    left: {
      objects: (await leftovers()).length,
      volumes: made.flatMap((one) => one.volumes).filter((name) => there.has(name)).length,
      groups: made.filter(({ container }) => groupNames.includes(container)).length,
      loops: made.filter(({ id }) => loopNames.includes(id)).length,
    },
  };
}
