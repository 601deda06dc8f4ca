import { lstatSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { accepts } from "./ping.ts";
import { isProgram } from "./processes.ts";

const say = (text: string): void => console.error(`prepare: ${text}`);

/** A pid file stops a daemon from starting when its pid has gone to another process; containerd's makes dockerd wait for that one. */
function removePidFile(path: string, name: string): void {
  try {
    const pid = Number(readFileSync(path, "utf8").trim());
    if (isProgram(pid, name)) return;
    rmSync(path);
    say(`removed ${path}: process ${pid} is not ${name}`);
  } catch {
    // Not there.
  }
}

async function removeDeadSocket(path: string): Promise<void> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  try {
    // A container that mounts the socket and starts before the engine leaves an empty directory in its place.
    if (stat.isDirectory()) rmdirSync(path);
    else if (stat.isSocket() && !(await accepts(path))) rmSync(path);
    else return;
    say(`removed ${path}: nothing listens there`);
  } catch (error) {
    say(`could not remove ${path}: ${String(error)}`);
  }
}

const list = (directory: string): string[] => {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
};

/** Clears what a killed engine leaves behind and a new one would stumble over; what belongs to a living process stays. */
export async function clearStale(socketPath: string): Promise<void> {
  removePidFile("/var/run/docker.pid", "dockerd");
  removePidFile("/run/docker.pid", "dockerd");
  for (const directory of ["/var/run/docker/containerd", "/var/run/containerd"]) {
    for (const file of list(directory)) {
      const path = join(directory, file);
      if (file.endsWith(".pid")) removePidFile(path, "containerd");
      // dockerd takes the system's containerd for running when its socket's file exists.
      if (file.includes(".sock")) await removeDeadSocket(path);
    }
  }
  for (const file of list("/run/docker/plugins")) {
    if (file.endsWith(".sock")) await removeDeadSocket(join("/run/docker/plugins", file));
  }
  await removeDeadSocket(socketPath);
}
