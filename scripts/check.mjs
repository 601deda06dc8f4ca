// Types, lint, format, dead code and unit tests; stops at the first that fails.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { environment, ready } from "./setup/install.mjs";
import { root } from "./setup/root.mjs";

const node = ready();
const env = environment(node);
const program = (name) => join(root, "node_modules/.bin", name);

const steps = [
  ["types", program("tsc"), ["--noEmit", "-p", "tsconfig.json"]],
  ["dashboard's types", program("tsc"), ["--noEmit", "-p", "web/tsconfig.json"]],
  ["lint", program("oxlint"), ["--type-aware"]],
  ["format", program("oxfmt"), ["--check", "."]],
  ["dead code", program("knip"), ["--include", "files,dependencies,exports,unlisted,unresolved", "--no-config-hints"]],
  [
    "unit",
    node,
    ["--test", "--test-timeout=120000", "--test-reporter=dot", "src/**/*.test.ts", "test/house/*.test.ts"],
  ],
];
for (const [name, command, args] of steps) {
  const start = performance.now();
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env,
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error(`check: ${String(name)} failed${error === undefined ? "" : `: ${error.message}`}`);
    process.exit(status ?? 1);
  }
  console.error(`check: ${String(name)} ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
