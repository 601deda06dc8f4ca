import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isProgram } from "./processes.ts";
import { program } from "./program.ts";

const base = { data: "/var/lib/gnosis-docker-test", run: "/run/gnosis-docker-test" };

/** Removes the directories of earlier engines of this kind that are gone; best effort, it only frees space. */
async function removeOld(): Promise<void> {
  for (const name of new Set([...readdirSync(base.run), ...readdirSync(base.data)])) {
    const run = join(base.run, name);
    let pid = 0;
    try {
      pid = Number(readFileSync(join(run, "docker.pid"), "utf8"));
    } catch {
      // It never wrote one.
    }
    if (isProgram(pid, "dockerd")) continue;
    const data = join(base.data, name);
    for (const line of readFileSync("/proc/mounts", "utf8").split("\n").reverse()) {
      const point = line.split(" ")[1] ?? "";
      if (point.startsWith(`${data}/`) || point.startsWith(`${run}/`)) {
        await program("umount", ["-l", point]).catch(() => undefined);
      }
    }
    for (const directory of [data, run])
      await program("rm", ["-rf", "--one-file-system", directory]).catch(() => undefined);
  }
}

/** New directories for an engine that shares none with any other: the arguments for dockerd, and its own socket. */
export async function ownDirectories(): Promise<{ readonly args: readonly string[]; readonly socket: string }> {
  for (const directory of Object.values(base)) mkdirSync(directory, { recursive: true });
  await removeOld();
  // Short: paths of sockets below it may have 107 bytes.
  const run = mkdtempSync(join(base.run, "e"));
  const data = join(base.data, run.slice(base.run.length + 1));
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  const config = join(run, "daemon.json");
  writeFileSync(config, "{}");
  const paths = ["--data-root", data, "--exec-root", join(run, "x"), "--pidfile", join(run, "docker.pid")];
  return { args: ["--config-file", config, ...paths], socket: join(run, "docker.sock") };
}
