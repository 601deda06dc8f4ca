import { readFileSync } from "node:fs";

/** Clock ticks a second in /proc: fixed to 100 on every Linux that Node runs on. */
const ticks = 100;

/** CPU seconds that a process has used so far. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}

/** Share of one core that a process used while `work` ran, in percent, and its memory at the end in bytes. */
export async function useDuring(
  pid: number,
  work: () => Promise<void>,
): Promise<{ readonly cpu: number; readonly memory: number }> {
  const [before, start] = [cpuSeconds(pid), performance.now()];
  await work();
  const seconds = (performance.now() - start) / 1000;
  return { cpu: ((cpuSeconds(pid) - before) / seconds) * 100, memory: residentBytes(pid) };
}
