import { execFileSync, spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { engine, EngineCallError, inspectContainer, removeOwn } from "../test/support/engine.ts";
import { leftovers, startSandboxServer, volumes, volumesOf } from "../test/sandbox/sandbox-server.ts";
import { median } from "./statistics.ts";
import { printTable } from "./table.ts";

/** Sandboxes in all, and how many are made at the same time. */
const inAll = Number(process.env["BENCH_SANDBOXES"] ?? "20");
const atOnce = 3;
/** How long each lasts: a third is removed before, a third ends by itself, a third has its container killed. */
const time = "2m";

/** Loop devices that there are, with the names of their files: each sandbox's file has the name of the sandbox. */
const loops = (): string => execFileSync("losetup", ["--all"], { encoding: "utf8" });

/** Names of all control groups that there are; some of other containers may go while they are listed. */
const groups = (): string => spawnSync("find", ["/sys/fs/cgroup", "-type", "d"], { encoding: "utf8" }).stdout;

interface Sandbox {
  readonly name: string;
  readonly container: string;
  readonly id: string;
  readonly volumes: readonly string[];
  readonly memory: number;
  readonly ready: number;
}

/** Makes many sandboxes, ends them in three ways, and looks for what is left; fails when anything is. */
export async function sandboxes(): Promise<void> {
  const server = await startSandboxServer({ args: ["--sandboxes-at-most", "1000"] });
  const made: Sandbox[] = [];
  const makeOne = async (index: number): Promise<void> => {
    const name = `bench-${index}`;
    const began = performance.now();
    const input = { name, memory: "512MiB", disk: "256MiB", cpus: 1, time, images: index % 4 === 0 ? ["busybox"] : [] };
    const { status, body, text } = await server.call("POST", "/api/sandboxes", input);
    if (status !== 201) throw new Error(text);
    const ready = performance.now() - began;
    const { memory_used_bytes: memory } = (await server.call("GET", `/api/sandboxes/${name}`)).body;
    const { container } = body.sandbox;
    const { Config } = await inspectContainer(container);
    const id: string = Config.Labels["gnosis-docker.sandbox"];
    made.push({ name, container, id, volumes: await volumesOf(container), memory: memory ?? 0, ready });
    if (index % 3 === 0) await server.call("DELETE", `/api/sandboxes/${name}`);
    if (index % 3 === 1) {
      // On a machine that is too busy its time may be over by then.
      await engine("POST", `/containers/${container}/kill`).catch((error: unknown) => {
        if (!(error instanceof EngineCallError) || (error.status !== 404 && error.status !== 409)) throw error;
      });
    }
  };
  try {
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < inAll) await makeOne(next++);
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    for (let waited = 0; (await server.call("GET", "/api/sandboxes")).body.total > 0; waited++) {
      if (waited > 180) throw new Error("Sandboxes have not ended.");
      await sleep(1_000);
    }
    const { sandboxes: ended } = (await server.call("GET", "/api/sandboxes?all=true")).body as {
      sandboxes: readonly { reason: string }[];
    };
    const reasons = Map.groupBy(ended, ({ reason }) => reason);
    const groupNames = groups();
    const loopNames = loops();
    const there = new Set(await volumes());
    const left = {
      objects: (await leftovers()).length,
      volumes: made.flatMap((one) => one.volumes).filter((name) => there.has(name)).length,
      groups: made.filter(({ container }) => groupNames.includes(container)).length,
      loops: made.filter(({ id }) => loopNames.includes(id)).length,
    };
    const rows = [
      ["ready after (median)", `${(median(made.map(({ ready }) => ready)) / 1000).toFixed(1)} s`],
      [
        "memory of one that is idle (median)",
        `${(median(made.map(({ memory }) => memory)) / 1024 ** 2).toFixed(0)} MiB`,
      ],
      ["longest until ready", `${(Math.max(...made.map(({ ready }) => ready)) / 1000).toFixed(1)} s`],
      ...[...reasons].map(([reason, those]) => [`ended: ${reason}`, String(those.length)]),
      ["containers and networks left", String(left.objects)],
      [`volumes left, of ${made.flatMap((one) => one.volumes).length}`, String(left.volumes)],
      ["control groups left", String(left.groups)],
      ["loop devices left", String(left.loops)],
    ];
    printTable(`${made.length} sandboxes, ${atOnce} at a time: removed, ended on time, killed`, ["", "measured"], rows);
    const odd = [...reasons.keys()].filter(
      (reason) => !/^(?:Removed by|Its time|Its container was killed)/.test(reason),
    );
    if (odd.length > 0 || Object.values(left).some((count) => count > 0)) process.exitCode = 1;
  } finally {
    await server.stop();
    await removeOwn();
  }
}
