import { execFile } from "node:child_process";
import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "../..");

const changed = (file: string): number => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Builds the dashboard where what is built is older than its sources: the server serves files only. */
export async function builtDashboard(): Promise<void> {
  const sources = [...globSync("web/**/*.*", { cwd: root }), "package-lock.json", "scripts/setup/bundle.mjs"];
  const newest = Math.max(...sources.map(changed));
  if (changed("dist/web/index.html") > newest) return;
  await promisify(execFile)(process.execPath, ["scripts/build.mjs"], { cwd: root });
}
