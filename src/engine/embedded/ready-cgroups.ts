import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = "/sys/fs/cgroup";

/** True when a mount point is mounted read-only, as control groups are in containers without privileges. */
const isReadOnly = (path: string): boolean =>
  readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .some((line) => {
      const [, point, , options = ""] = line.split(" ");
      return point === path && options.split(",").includes("ro");
    });

function writable(path: string): void {
  if (isReadOnly(path)) spawnSync("mount", ["-o", "remount,bind,rw", path], { stdio: "ignore" });
}

/**
 * In a container: makes its control groups writable, and with version 2 moves its processes into a group of their own, since the groups
 * of containers can't be made beside processes. On a host nothing needs doing, and nothing is done.
 */
export function readyCgroups(): void {
  if (!existsSync("/.dockerenv") && !existsSync("/run/.containerenv")) return;
  if (!existsSync(join(root, "cgroup.controllers"))) {
    for (const each of readdirSync(root, { withFileTypes: true }))
      if (each.isDirectory()) writable(join(root, each.name));
    return;
  }
  writable(root);
  try {
    const own = join(root, "gnosis-docker");
    mkdirSync(own, { recursive: true });
    for (const pid of lines(join(root, "cgroup.procs"))) quietly(() => writeFileSync(join(own, "cgroup.procs"), pid));
    for (const controller of readFileSync(join(root, "cgroup.controllers"), "utf8").trim().split(" "))
      quietly(() => writeFileSync(join(root, "cgroup.subtree_control"), `+${controller}`));
  } catch {
    // dockerd says what it could not do.
  }
}

const lines = (path: string): string[] => readFileSync(path, "utf8").split("\n").filter(Boolean);

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // A process that has ended, or a controller that can't be handed down.
  }
}
