import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { createContainer, engine, engineSocket, labels, removeOwn } from "../test/support/engine.ts";
import type { TestServer } from "../test/support/server.ts";
import { startBuilt } from "./built-server.ts";
import { compare, type Figures, type Turn } from "./compare.ts";
import { question, type Question } from "./http-question.ts";
import { useDuring } from "./process-use.ts";
import { printTable } from "./table.ts";

const rounds = Number(process.env["BENCH_ROUNDS"] ?? 5);
/** Seconds over which CPU use is measured. */
const span = Number(process.env["BENCH_SPAN"] ?? 20);
/** Milliseconds after which a server counts as idle. */
const settle = 10_000;
/** Changes a second that the engine is put through. */
const changes = 100;

type Row = readonly string[];

/** Containers that were only created: they count for lists, and cost the machine nothing. */
async function fillTo(ids: string[], count: number): Promise<void> {
  const body = { Image: "busybox:latest", Cmd: ["sleep", "1000"], Labels: labels };
  const lane = async () => {
    while (ids.length < count) {
      const at = ids.push("") - 1;
      ids[at] = (await engine<{ Id: string }>("POST", "/containers/create", body)).Id;
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}

const raw = (path: string): Question =>
  question(`${path}, engine`, { socketPath: engineSocket(), method: "GET", path, headers: { host: "docker" } });
const ours = (server: TestServer, path: string): Question =>
  question(path, {
    ...{ host: "127.0.0.1", port: server.port, method: "GET", path },
    headers: { authorization: `Bearer ${server.token}` },
  });

async function pair(
  server: TestServer,
  name: string,
  turn: Turn,
  paths: readonly [string, string],
  aim: (raw: Figures, ours: Figures) => string,
): Promise<{ row: Row; ours: Figures }> {
  // prettier-ignore
  const [first, second] = [...(await compare([raw(paths[0]), ours(server, paths[1])], rounds, turn)).values()];
  if (!first || !second) throw new Error("nothing was measured");
  const row = [
    name,
    `${first.p50.toFixed(2)} ms`,
    `${first.perSecond.toFixed(0)}/s`,
    `${second.p50.toFixed(2)} ms`,
    `${second.perSecond.toFixed(0)}/s`,
    aim(first, second),
  ];
  return { row, ours: second };
}

const more = (first: Figures, second: Figures) => `${(second.perSecond / first.perSecond).toFixed(1)}× the requests/s`;
const sooner = (first: Figures, second: Figures) => `${(first.p50 / second.p50).toFixed(0)}× lower latency`;

async function lists(server: TestServer, count: number): Promise<{ rows: Row[]; p50: number }> {
  const rows: Row[] = [];
  let p50 = Number.NaN;
  for (const concurrency of [1, 10, 50]) {
    const turn = { duration: 1500, concurrency };
    const measured = await pair(server, `list ${count}, ${concurrency} at once`, turn, ["/containers/json?all=1", "/api/containers?all=true"], more); // prettier-ignore
    rows.push(measured.row);
    if (concurrency === 1) p50 = measured.ours.p50;
  }
  return { rows, p50 };
}

/** Puts the engine through changes of random containers, evenly spread. */
async function change(ids: readonly string[]): Promise<void> {
  const end = performance.now() + span * 1000;
  const waiting: Promise<unknown>[] = [];
  for (let done = 0; performance.now() < end; done++) {
    const id = ids[Math.floor(Math.random() * ids.length)];
    waiting.push(engine("POST", `/containers/${id}/update`, { CpuShares: 100 + (done % 900) }));
    await sleep(1000 / changes);
  }
  await Promise.all(waiting);
  console.log(`(${(waiting.length / span).toFixed(0)} changes a second were made)`);
}

async function firstAnswer(): Promise<number> {
  const start = performance.now();
  const server = await startBuilt();
  const headers = { authorization: `Bearer ${server.token}` };
  await (await fetch(`${server.url}/api/containers?all=true`, { headers })).arrayBuffer();
  const took = performance.now() - start;
  await server.stop();
  return took;
}

/** What the live state gives beside the raw engine, and what it costs. */
export async function liveState(): Promise<void> {
  const ids: string[] = [];
  let server = await startBuilt();
  const pid = () => server.process.pid ?? 0;
  try {
    const { id } = await createContainer();
    ids.push(id);
    await fillTo(ids, 20);
    await sleep(1000);
    const small = await lists(server, 20);
    const rows: Row[] = [...small.rows];
    for (const concurrency of [1, 10]) {
      const turn = { duration: 1500, concurrency };
      rows.push((await pair(server, `inspect, ${concurrency} at once`, turn, [`/containers/${id}/json`, `/api/containers/${id}`], more)).row); // prettier-ignore
    }
    const stats = [`/containers/${id}/stats?stream=false`, `/api/containers/${id}/stats`] as const;
    rows.push((await pair(server, "stats of one", { duration: 3000, concurrency: 1 }, stats, sooner)).row);

    const costs: Row[] = [];
    await fillTo(ids, 100);
    // A new process: what the lists before left to be cleared away does not count.
    await server.stop();
    server = await startBuilt();
    await sleep(2 * settle);
    const idle = await useDuring(pid(), () => sleep(span * 1000));
    costs.push(["idle with 100 containers", `${idle.cpu.toFixed(2)} % of a core`, `${(idle.memory / 2 ** 20).toFixed(0)} MiB`, "< 1 %"]); // prettier-ignore

    await fillTo(ids, 500);
    await sleep(2000);
    const large = await lists(server, 500);
    rows.push(...large.rows);
    costs.push(["p50 of a list at 500 beside 20", `${(large.p50 / small.p50).toFixed(1)}×`, "", "≤ 2×"]);
    costs.push(["start to the first list of 500", `${(await firstAnswer()).toFixed(0)} ms`, "", "< 1000 ms"]);

    await fillTo(ids, 1000);
    // Likewise, for the memory.
    await server.stop();
    server = await startBuilt();
    await sleep(settle);
    const kept = await useDuring(pid(), () => change(ids.slice(1)));
    costs.push([`state of 1000, ${changes} changes/s`, `${kept.cpu.toFixed(1)} % of a core`, `${(kept.memory / 2 ** 20).toFixed(0)} MiB`, "< 25 %, < 150 MiB"]); // prettier-ignore

    const { Version: version } = await engine<{ Version: string }>("GET", "/version");
    printTable(
      `Docker Engine ${version}, Node ${process.version}, ${cpus().length} CPUs; 1 container runs, the others are created; medians of ${rounds} interleaved rounds`,
      ["", "engine p50", "", "Gnosis Docker p50", "", ""],
      rows,
    );
    printTable("What it costs", ["", "measured", "resident", "aim"], costs);
  } finally {
    await server.stop();
    await removeOwn();
  }
}
