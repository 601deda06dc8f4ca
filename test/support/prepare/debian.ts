import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { withLock } from "./lock.ts";
import { program, which } from "./program.ts";

const env = { DEBIAN_FRONTEND: "noninteractive", DEBCONF_NONINTERACTIVE_SEEN: "true", LC_ALL: "C.UTF-8" };
const quiet = [
  "-y",
  "-qq",
  "-o",
  "DPkg::Lock::Timeout=120",
  "-o",
  "Acquire::Retries=3",
  "-o",
  "Dpkg::Options::=--force-confold",
];

const aptGet = (...args: string[]): Promise<string> => program("apt-get", [...quiet, ...args], { env });

/** Tries a few times: mirrors fail at times, and another apt-get may hold the lists. */
async function again(what: string, work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt === 3) throw error;
      console.error(`prepare: ${what} failed, trying again: ${String(error).split("\n").at(-1)}`);
      // An installation that was killed half-way has to be finished first; dpkg says so and does nothing else.
      await program("dpkg", ["--configure", "-a"], { env }).catch(() => undefined);
      await sleep(2000 * attempt);
    }
  }
}

let updated = false;

async function update(): Promise<void> {
  if (updated) return;
  // One unreachable list is no reason to stop: the packages may be in the others.
  await again("apt-get update", () => aptGet("update")).catch((error) => console.error(`prepare: ${error.message}`));
  updated = true;
}

/** Whether packages can be installed here: Debian (or a child of it) and root. */
export const canInstall = (): boolean =>
  existsSync("/etc/debian_version") && which("apt-get") !== undefined && process.getuid?.() === 0;

/** Sees to it that these programs are there, installing the Debian packages where one is missing. */
export async function needPrograms(programs: readonly string[], packages: readonly string[]): Promise<void> {
  const missing = (): string[] => programs.filter((name) => which(name) === undefined);
  if (missing().length === 0) return;
  if (!canInstall())
    throw new Error(`Missing: ${missing().join(", ")}. Install it, or run the tests as root on Debian.`);
  await withLock("apt", async () => {
    if (missing().length === 0) return;
    console.error(`prepare: installing ${packages.join(" ")}`);
    await update();
    await again("apt-get install", () => aptGet("install", "--no-install-recommends", ...packages));
  });
  if (missing().length > 0)
    throw new Error(`${packages.join(" ")} are installed, but ${missing().join(", ")} is missing`);
}

/** Fetches a Debian package's file into a directory without installing it. */
export async function downloadPackage(name: string, directory: string): Promise<void> {
  await update();
  await again("apt-get download", () => program("apt-get", ["-qq", "download", name], { env, cwd: directory }));
}
