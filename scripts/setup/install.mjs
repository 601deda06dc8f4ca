// Packages and the runtime. Runs on any Node from 20, before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

const wanted = 24;
const own = join(root, "node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");

/** Whether every package of the lock is there in its locked version; packages for other platforms may be missing. */
function complete() {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (path === "" || entry.link) return true;
    const manifest = join(root, path, "package.json");
    if (!existsSync(manifest)) return entry.optional === true || entry.devOptional === true;
    return JSON.parse(readFileSync(manifest, "utf8")).version === entry.version;
  });
}

/** The outer npm, by the same Node that runs this where npm told us its path. */
function npm(args) {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith(".js") ? [process.execPath, [cli]] : ["npm", []];
  // Standard output belongs to the caller's own output.
  return spawnSync(command, [...first, ...args], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
    // NODE_ENV=production would leave the development packages out.
    env: { ...process.env, NODE_ENV: "development" },
  });
}

function installPackages() {
  for (let attempt = 1; ; attempt++) {
    console.error(`install: npm ci${attempt > 1 ? ` (attempt ${attempt})` : ""}`);
    const { status, error } = npm(["ci", "--include=dev", "--prefer-offline", "--no-audit", "--no-fund"]);
    if (status === 0 && complete()) return;
    if (attempt === 3) throw new Error(`npm ci failed three times (${error?.message ?? `exit code ${status}`})`);
  }
}

const runs = (node) => {
  const { status, stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return status === 0 && Number(/^v(\d+)/.exec(stdout)?.[1]) >= wanted;
};

/** Node 24 or newer: the one of the `node` package, else the outer one. */
function findNode() {
  if (runs(own)) return own;
  if (Number(process.versions.node.split(".")[0]) >= wanted) return process.execPath;
  // npm may be told to run no install scripts; this one only fetches the binary.
  const directory = join(root, "node_modules/node");
  const script = join(directory, "installArchSpecificPackage.js");
  console.error("install: fetching Node 24");
  if (existsSync(script)) spawnSync(process.execPath, [script], { cwd: directory, stdio: ["ignore", 2, 2] });
  if (runs(own)) return own;
  throw new Error(
    `Node ${wanted} or newer is needed: the one that runs this is ${process.version}, and ${own} is missing`,
  );
}

/** Installs what is missing and gives the path of a Node that runs the project's TypeScript. */
export function ready() {
  if (!complete()) installPackages();
  return findNode();
}

/** The environment for everything that is run with that Node: it comes first, then the packages' own programs. */
export function environment(node) {
  const path = [join(node, ".."), join(root, "node_modules/.bin"), process.env.PATH];
  return { ...process.env, PATH: path.join(process.platform === "win32" ? ";" : ":") };
}
