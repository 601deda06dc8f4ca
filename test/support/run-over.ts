// npm run test:over -- WAY [file …]: the tests of the operations, or those given, by another way to an engine.
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { removeOwn } from "./cleanup.ts";
import { ensureEngine } from "./prepare/ensure-engine.ts";
import { ways } from "./ways.ts";

/** Milliseconds for one test: only a hang meets it. */
const timeout = 300_000;

const [name = "", ...given] = process.argv.slice(2);
const open = ways[name];
if (open === undefined) {
  console.error(`Usage: npm run test:over -- ${Object.keys(ways).join("|")} [file …]`);
  process.exit(2);
}
const files = globSync(given.length > 0 ? given : ["test/operations/**/*.test.ts", "test/engine/**/*.test.ts"]).sort();
await ensureEngine();
const way = await open();
try {
  const without = Object.entries(way.without ?? {});
  for (const [reason, names] of without) console.log(`Left out, since ${reason}:\n${names.map((one) => `  ${one}`).join("\n")}`); // prettier-ignore
  const skipped = without.flatMap(([, names]) => names.map((one) => `--test-skip-pattern=${one}`));
  const bounds = [`--test-timeout=${timeout}`, "--test-force-exit"];
  const args = ["--test", "--test-reporter=spec", "--test-concurrency=2", ...bounds, ...skipped];
  const runner = spawn(process.execPath, [...args, ...files], {
    stdio: ["ignore", "inherit", "inherit"],
    // Matrices that the suite tries in part are tried whole.
    env: { ...process.env, ...way.env, TEST_OVER: name },
  });
  process.exitCode = await new Promise<number>((resolve) => runner.once("exit", (code) => resolve(code ?? 1)));
} finally {
  await way.remove();
  await removeOwn();
}
