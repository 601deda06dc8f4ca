import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};
const namespace = (pid: number | "self"): string => {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return "";
  }
};

/** Whether that process lives, runs that program, and does so on this machine rather than inside a container. */
export const isProgram = (pid: number, name: string): boolean =>
  read(`/proc/${pid}/comm`).trim() === name &&
  // A killed child that nobody has waited for still has its name.
  !/\) Z /.test(read(`/proc/${pid}/stat`)) &&
  namespace(pid) === namespace("self");

const pids = (): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** The processes on this machine, outside containers, that run that program. */
export const processesOf = (name: string): number[] => pids().filter((pid) => isProgram(pid, name));

/** The processes below `pid`, children of children too. */
export function descendants(pid: number): number[] {
  const parents = new Map(
    pids().map((each) => [each, Number(read(`/proc/${each}/stat`).split(") ").at(-1)?.split(" ")[1])]),
  );
  const below = (parent: number): number[] =>
    [...parents].filter(([, of]) => of === parent).flatMap(([each]) => [each, ...below(each)]);
  return below(pid);
}
