import { createContainer, engine, engineSocket, removeOwn } from "../test/support/engine.ts";
import { startBuilt } from "./built-server.ts";
import { compare, type Turn } from "./compare.ts";
import { question, type Question } from "./http-question.ts";
import { printTable } from "./table.ts";

const containers = Number(process.env["BENCH_CONTAINERS"] ?? 20);
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 5);
/** Lines of the container whose log is read: about 10 MB. */
const logLines = 100_000;

interface Pair {
  readonly name: string;
  readonly raw: Question;
  readonly product: Question;
  readonly turn: Turn;
}

/** List, inspect, restart and log throughput of the built server beside the same question put straight to the engine. */
export async function besideEngine(): Promise<void> {
  const server = await startBuilt();
  try {
    for (let made = 0; made < containers - 2; made++) await createContainer();
    const target = await createContainer();
    const line = "2026-01-31T12:34:56.789Z INFO request method=GET path=/orders/4711 status=200 duration=12ms";
    const logger = await createContainer({
      command: [
        "sh",
        "-c",
        `yes '${line}' | head -n ${logLines}; trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done`,
      ],
    });
    const raw = (name: string, method: string, path: string): Question =>
      question(`${name}, engine`, { socketPath: engineSocket(), method, path, headers: { host: "docker" } });
    const product = (name: string, method: string, path: string, headers = {}): Question =>
      question(
        name,
        {
          host: "127.0.0.1",
          port: server.port,
          method,
          path,
          headers: { authorization: `Bearer ${server.token}`, ...headers },
        },
        method === "POST" ? "{}" : undefined,
      );
    const pair = (
      name: string,
      turn: Turn,
      method: string,
      [engines, ours]: readonly [string, string],
      headers = {},
    ): Pair => ({
      name,
      raw: raw(name, method, engines),
      product: product(name, method, ours, headers),
      turn,
    });
    const short = { duration: 1000, concurrency: 1 };
    const many = { duration: 1000, concurrency: 10 };
    const list = ["/containers/json", "/api/containers"] as const;
    const inspect = [`/containers/${target.id}/json`, `/api/containers/${target.id}`] as const;
    const pairs = [
      pair("list", short, "GET", list),
      pair("list, 10 at once", many, "GET", list),
      pair("inspect", short, "GET", inspect),
      pair("inspect, 10 at once", many, "GET", inspect),
      pair("log, last 100 lines", short, "GET", [
        `/containers/${logger.id}/logs?stdout=true&stderr=true&tail=100`,
        `/api/containers/${logger.id}/logs?tail=100`,
      ]),
      pair("restart", { duration: 3000, concurrency: 1 }, "POST", [
        `/containers/${target.id}/restart`,
        `/api/containers/${target.id}/restart`,
      ]),
      pair(
        "log, whole, as a stream",
        { duration: 3000, concurrency: 1 },
        "GET",
        [
          `/containers/${logger.id}/logs?stdout=true&stderr=true`,
          `/api/containers/${logger.id}/logs?tail=all&follow=false`,
        ],
        { accept: "application/x-ndjson" },
      ),
    ];
    const rows: string[][] = [];
    for (const { name, raw: engines, product: ours, turn } of pairs) {
      const figures = [...(await compare([engines, ours], rounds, turn)).values()];
      const [first, second] = figures;
      if (first === undefined || second === undefined) continue;
      const rate = (bytes: number): string => (name.startsWith("log, whole") ? `${(bytes / 1e6).toFixed(1)} MB/s` : "");
      rows.push([
        name,
        `${first.p50.toFixed(2)} / ${first.p99.toFixed(2)}`,
        first.perSecond.toFixed(1),
        rate(first.bytesPerSecond),
        `${second.p50.toFixed(2)} / ${second.p99.toFixed(2)}`,
        second.perSecond.toFixed(1),
        rate(second.bytesPerSecond),
        (second.p50 / first.p50).toFixed(2),
      ]);
    }
    const { Version: version } = await engine<{ Version: string }>("GET", "/version");
    printTable(
      `Beside Docker Engine ${version} with ${containers} containers of ours running: p50 / p99 in ms, answers per second, medians of ${rounds} interleaved rounds`,
      ["", "engine", "1/s", "", "Gnosis Docker", "1/s", "", "p50 ratio"],
      rows,
    );
  } finally {
    await server.stop();
    await removeOwn();
  }
}
