import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

const sources = ["src", "web", "scripts/setup", "package.json", "package-lock.json"];

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  // A directory's own time changes when a file in it is removed.
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

/** Whether the built program is missing or older than anything that it is built from. */
export function isStale() {
  const built = statSync(join(root, "dist/gnosis-docker.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.some((source) => newest(join(root, source)) > built);
}
