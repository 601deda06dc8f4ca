import { Agent, get, type RequestOptions } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createContainer, engine, engineSocket, removeOwn } from "../test/support/engine.ts";
import type { TestServer } from "../test/support/server.ts";
import { startBuilt } from "./built-server.ts";
import { cpuSeconds, residentBytes } from "./process-use.ts";
import { median } from "./statistics.ts";
import { printTable } from "./table.ts";

const megabytes = Number(process.env["BENCH_LOG_MB"] ?? 200);
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 3);
const followers = Number(process.env["BENCH_FOLLOWERS"] ?? 200);
/** Questions to the server in a round of statistics: one alone is over too fast to be measured. */
const askedEachRound = 20;
/** Seconds that the followers follow. */
const span = Number(process.env["BENCH_SPAN"] ?? 15);

type Options = RequestOptions & { readonly headers?: Readonly<Record<string, string>> };

/** Reads an answer to its end; gives its bytes. */
const readAll = (options: Options): Promise<number> =>
  new Promise((resolve, reject) => {
    get(options, (response) => {
      let bytes = 0;
      response.on("data", (part: Buffer) => (bytes += part.length));
      response.once("end", () => resolve(bytes)).once("error", reject);
    }).once("error", reject);
  });

const ours = (server: TestServer, path: string, accept: string): Options => ({
  ...{ host: "127.0.0.1", port: server.port, path },
  headers: { authorization: `Bearer ${server.token}`, accept },
});

/** A long log, read whole: beside the engine's own answer, and what it costs the server. */
async function wholeLog(server: TestServer): Promise<void> {
  const line = "2026-01-31T12:34:56.789Z INFO request method=GET path=/orders/4711 status=200 duration=12ms";
  const { id } = await createContainer({ command: ["sh", "-c", `yes '${line}' | head -c ${megabytes}000000`] });
  await engine("POST", `/containers/${id}/wait`);
  const ways: readonly (readonly [string, Options])[] = [
    ["engine", { socketPath: engineSocket(), path: `/containers/${id}/logs?stdout=1&stderr=1&tail=all` }],
    ["as a file", ours(server, `/api/containers/${id}/logs?tail=all`, "text/plain")],
    ["line by line", ours(server, `/api/containers/${id}/logs?tail=all`, "application/x-ndjson")],
  ];
  const seconds = new Map<string, number[]>(ways.map(([name]) => [name, []]));
  const cost = new Map<string, number[]>(ways.map(([name]) => [name, []]));
  const pid = server.process.pid ?? 0;
  let most = 0;
  for (let round = 0; round < rounds; round++) {
    for (const [name, options] of round % 2 === 0 ? ways : ways.toReversed()) {
      const [start, cpu] = [performance.now(), cpuSeconds(pid)];
      const watch = setInterval(() => (most = Math.max(most, residentBytes(pid))), 200);
      const bytes = await readAll(options);
      clearInterval(watch);
      if (bytes < megabytes * 1_000_000) throw new Error(`${name} gave ${bytes} bytes only`);
      seconds.get(name)?.push((performance.now() - start) / 1000);
      cost.get(name)?.push(cpuSeconds(pid) - cpu);
    }
  }
  const [raw] = [...seconds.values()].map((all) => median(all));
  printTable(
    `A log of ${megabytes} MB; ${rounds} interleaved rounds; at most ${(most / 2 ** 20).toFixed(0)} MiB resident`,
    ["", "MB/s", "beside the engine", "the server's CPU time"],
    [...seconds].map(([name, all]) => [
      name,
      (megabytes / median(all)).toFixed(1),
      ((raw ?? Number.NaN) / median(all)).toFixed(2),
      `${median(cost.get(name) ?? []).toFixed(1)} s`,
    ]),
  );
}

/** What one follower has seen: numbered lines, and how many it was told that it missed. */
interface Seen {
  first: number;
  last: number;
  lines: number;
  missed: number;
  close: () => void;
}

function follow(options: Options): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const sent = get(options, (response) => {
      const seen: Seen = { first: -1, last: -1, lines: 0, missed: 0, close: () => sent.destroy() };
      let rest = "";
      response
        .on("error", () => undefined)
        .on("data", (part: Buffer) => {
          const text = rest + part.toString("latin1");
          const end = text.lastIndexOf("\n");
          rest = text.slice(end + 1);
          for (const line of text.slice(0, Math.max(0, end)).split("\n")) {
            const missed = /"missed":(\d+)/.exec(line)?.[1];
            if (missed !== undefined) seen.missed += Number(missed);
            const number = /"text":"(\d+)/.exec(line)?.[1];
            if (number === undefined) continue;
            if (seen.first < 0) seen.first = Number(number);
            seen.last = Number(number);
            seen.lines++;
          }
        });
      resolve(seen);
    });
    sent.once("error", reject);
  });
}

/** Many followers of one log that grows fast: the engine's streams, the memory, and whether every line was given or told missing. */
async function manyFollowers(server: TestServer): Promise<void> {
  const script = "trap 'exit 0' TERM; i=0; while :; do seq $i $((i+999)); i=$((i+1000)); usleep 90000; done";
  const { id } = await createContainer({ command: ["sh", "-c", script] });
  const pid = server.process.pid ?? 0;
  const before = residentBytes(pid);
  const path = `/api/containers/${id}/logs?follow=true&tail=1`;
  const all = await Promise.all(
    Array.from({ length: followers }, () => follow(ours(server, path, "application/x-ndjson"))),
  );
  let most = 0;
  const cpu = cpuSeconds(pid);
  for (let second = 0; second < span; second++) {
    await sleep(1000);
    most = Math.max(most, residentBytes(pid));
  }
  const used = cpuSeconds(pid) - cpu;
  for (const { close } of all) close();
  const unmarked = all.filter(({ first, last, lines, missed }) => last - first + 1 > lines + missed).length;
  const written = Math.max(...all.map(({ last }) => last)) - Math.min(...all.map(({ first }) => first)) + 1;
  printTable(
    `${followers} followers of one log for ${span} s`,
    ["", ""],
    [
      ["lines a second that were written", (written / span).toFixed(0)],
      ["given to a follower, median", `${((median(all.map(({ lines }) => lines)) / written) * 100).toFixed(1)} %`],
      ["told as missing, median", `${((median(all.map(({ missed }) => missed)) / written) * 100).toFixed(1)} %`],
      ["followers that lost lines without being told", String(unmarked)],
      ["memory before, at most", `${(before / 2 ** 20).toFixed(0)}, ${(most / 2 ** 20).toFixed(0)} MiB`],
      ["the server's CPU time", `${((used / span) * 100).toFixed(0)} % of a core`],
    ],
  );
}

/** Statistics of all running containers: each asked of the engine, all at once, beside the server's one answer for all. */
async function statsOfAll(server: TestServer): Promise<void> {
  const ids: string[] = [];
  for (let made = 0; made < 10; made++) ids.push((await createContainer()).id);
  await sleep(5000);
  const agent = new Agent({ keepAlive: true });
  const times = { engine: [] as number[], ours: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    let start = performance.now();
    await Promise.all(
      ids.map((id) => readAll({ socketPath: engineSocket(), path: `/containers/${id}/stats?stream=false` })),
    );
    times.engine.push(performance.now() - start);
    for (let asked = 0; asked < askedEachRound; asked++) {
      start = performance.now();
      await readAll({ ...ours(server, "/api/stats", "application/json"), agent });
      times.ours.push(performance.now() - start);
    }
  }
  agent.destroy();
  const [raw, own] = [median(times.engine), median(times.ours)];
  printTable(
    `Statistics of ${ids.length} running containers; ${rounds} rounds`,
    ["engine, all at once", "Gnosis Docker, in one answer", ""],
    [[`${raw.toFixed(0)} ms`, `${own.toFixed(2)} ms`, `${(raw / own).toFixed(0)}× lower latency`]],
  );
}

/** Long logs, many followers and the statistics of all. */
export async function streams(): Promise<void> {
  const server = await startBuilt();
  try {
    await statsOfAll(server);
    await wholeLog(server);
    await manyFollowers(server);
  } finally {
    await server.stop();
    await removeOwn();
  }
}
