import { removeOwn } from "../test/support/engine.ts";
import { manySandboxes } from "../test/sandbox/many-sandboxes.ts";
import { startSandboxServer } from "../test/sandbox/sandbox-server.ts";
import { median } from "./statistics.ts";
import { printTable } from "./table.ts";

/** Sandboxes in all, and how many are made at the same time. */
const inAll = Number(process.env["BENCH_SANDBOXES"] ?? "100");
const atOnce = 3;
/** How long each lasts that nobody ends before. */
const time = "2m";

/** Makes many sandboxes, ends them in three ways, and looks for what is left; fails when anything is. */
export async function sandboxes(): Promise<void> {
  const server = await startSandboxServer({ args: ["--sandboxes-at-most", "1000"] });
  try {
    const { made, reasons, left } = await manySandboxes(server, { inAll, atOnce, time });
    const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
    const readyAfter = made.map(({ ready }) => ready);
    const ways = Map.groupBy(reasons, (reason) => reason);
    const rows = [
      ["ready after (median)", seconds(median(readyAfter))],
      [
        "memory of one that is idle (median)",
        `${(median(made.map(({ memory }) => memory)) / 1024 ** 2).toFixed(0)} MiB`,
      ],
      ["longest until ready", seconds(Math.max(...readyAfter))],
      ...[...ways].map(([reason, those]) => [`ended: ${reason}`, String(those.length)]),
      ["containers and networks left", String(left.objects)],
      [`volumes left, of ${made.flatMap((one) => one.volumes).length}`, String(left.volumes)],
      ["control groups left", String(left.groups)],
      ["loop devices left", String(left.loops)],
    ];
    printTable(`${made.length} sandboxes, ${atOnce} at a time: removed, ended on time, killed`, ["", "measured"], rows);
    const odd = [...ways.keys()].filter((reason) => !/^(?:Removed by|Its time|Its container was killed)/.test(reason));
    if (odd.length > 0 || Object.values(left).some((count) => count > 0)) process.exitCode = 1;
  } finally {
    await server.stop();
    await removeOwn();
  }
}
