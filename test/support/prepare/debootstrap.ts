import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { needPrograms } from "./debian.ts";
import { program } from "./program.ts";

/** The mirror that this machine's own package lists use. */
function mirror(): string {
  for (const file of ["/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"]) {
    try {
      const found = /^(?:URIs:|deb(?:\s+\[.*?\])?)\s+(https?:\/\/\S+\/debian)\/?\s/m.exec(readFileSync(file, "utf8"));
      if (found?.[1] !== undefined) return found[1];
    } catch {
      // The other file, or the default.
    }
  }
  return "http://deb.debian.org/debian";
}

/** Makes a minimal Debian root directory with further packages in it; fetched packages are kept for the next time. */
export async function debootstrap(directory: string, suite: string, packages: readonly string[] = []): Promise<void> {
  await needPrograms(["debootstrap"], ["debootstrap"]);
  const cache = "/var/cache/gnosis-docker-test";
  mkdirSync(cache, { recursive: true });
  const include = packages.length > 0 ? [`--include=${packages.join(",")}`] : [];
  try {
    await program("debootstrap", ["--variant=minbase", `--cache-dir=${cache}`, ...include, suite, directory, mirror()]);
  } catch (error) {
    const log = await program("tail", ["-n", "20", join(directory, "debootstrap/debootstrap.log")]).catch(() => "");
    throw new Error(`debootstrap of ${suite} failed: ${String(error)}\n${log}`, { cause: error });
  }
  // Lists, documents and translations only make the image larger.
  await program(
    "sh",
    ["-c", "rm -rf var/cache/apt/* var/lib/apt/lists/* usr/share/doc/* usr/share/man/* usr/share/locale/*"],
    { cwd: directory },
  );
}
