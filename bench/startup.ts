import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { availableParallelism, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { startBuilt } from "./built-server.ts";
import { median } from "./statistics.ts";
import { printTable } from "./table.ts";

const starts = 7;
/** Milliseconds after which a server counts as idle. */
const settle = 5000;

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

/** Resident memory of a process in bytes. */
function resident(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}

/** Milliseconds of processor time that a process has used; the kernel counts in hundredths of a second. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Milliseconds from the start of the process to its first answer, and its resident memory when it has come to rest. */
async function once(
  rest: boolean,
): Promise<{ readonly time: number; readonly processor: number; readonly memory: number }> {
  const start = performance.now();
  const server = await startBuilt(false);
  while (!(await accepts(server.port))) await sleep(2);
  const answer = await fetch(`${server.url}/healthz`);
  const time = performance.now() - start;
  const processor = processorTime(server.process.pid ?? 0);
  if (!answer.ok) throw new Error(`/healthz gave ${answer.status}:\n${server.output()}`);
  if (rest) await sleep(settle);
  const memory = rest ? resident(server.process.pid ?? 0) : Number.NaN;
  await server.stop();
  return { time, processor, memory };
}

/** Start-up time and idle memory of the built program. */
export async function startup(): Promise<void> {
  const runs = [];
  for (let run = 0; run < starts; run++) runs.push(await once(run >= starts - 3));
  const time = median(runs.map((run) => run.time));
  const memory = median(runs.map((run) => run.memory).filter((bytes) => !Number.isNaN(bytes)));
  const processor = median(runs.map((run) => run.processor));
  const mib = memory / 1024 ** 2;
  printTable(
    `Start-up (median of ${starts}) and resident memory after ${settle / 1000} s idle (median of 3); load of the machine ${loadavg()[0]?.toFixed(1)}, ${availableParallelism()} processors`,
    ["", "measured", "bound"],
    [
      ["first answer after", `${time.toFixed(0)} ms`, "1000 ms"],
      ["processor time until then", `${processor.toFixed(0)} ms`, ""],
      ["resident memory", `${mib.toFixed(0)} MiB`, "120 MiB"],
    ],
  );
  if (time > 1000 || mib > 120) process.exitCode = 1;
}
