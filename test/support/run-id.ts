import { readFileSync, readlinkSync } from "node:fs";

/** The label that everything made by tests carries. */
export const testLabel = "gnosis-docker.test";

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};
const boot = (): string => read("/proc/sys/kernel/random/boot_id").slice(0, 8) || "boot";
const namespace = (): string => {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    return "0";
  }
};
/** A process's start time in clock ticks since boot: with the pid it names one process even when pids are used again. */
export const startTime = (pid: number): string => read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ")[19] ?? "0";

/** This process's run id. It names the process, so that what a killed run left behind can be told from what is in use. */
export const runId = [boot(), namespace(), process.pid, startTime(process.pid)].join("-");

/** The labels for everything that this process creates. */
export const labels: Readonly<Record<string, string>> = { [testLabel]: runId };

/** Whether the process that made something with this run id is gone for certain. */
export function isDead(id: string): boolean {
  const [, itsBoot, itsNamespace, pid, started] = /^([0-9a-f]{8})-(\d+)-(\d+)-(\d+)$/.exec(id) ?? [];
  if (pid === undefined) return false;
  if (itsBoot !== boot()) return true;
  return itsNamespace === namespace() && startTime(Number(pid)) !== started;
}
