// Prepares the engine and runs the test files with node's own runner: all of them, or those given as arguments.
import { spawn } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ensureEngine } from "./prepare/ensure-engine.ts";

const patterns = ["src/**/*.test.ts", "test/**/*.test.ts"];
/** Milliseconds for one test: beyond anything a slow machine needs, so that only a hang meets it. */
const timeout = 600_000;
/** Files that are run once more when tests in them fail; more at once are no accident. */
const mostAgain = 10;
/** Files at once: one more than the least machine has processors, since many wait for their engine most of the time. */
const atOnce = 3;
/** Slowest files that are named at the end: where to look when the whole takes too long. */
const mostSlow = 12;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const given = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const options = process.argv.slice(2).filter((argument) => argument.startsWith("-"));
const files = globSync(given.length > 0 ? given : patterns).sort();
if (files.length === 0) {
  console.error(`No test file matches ${(given.length > 0 ? given : patterns).join(" ")}`);
  process.exit(1);
}

// What this machine sets for the product must not change what the tests see.
for (const name of Object.keys(process.env)) {
  if (
    /^(GNOSIS_|DOCKER_CONTEXT$|DOCKER_TLS|DOCKER_CERT|NODE_TEST_CONTEXT$|NODE_USE_ENV_PROXY$|NODE_OPTIONS$)/.test(name)
  )
    delete process.env[name];
}

// Every file and every server is a process of its own that reads the same sources: they are compiled once.
process.env["NODE_COMPILE_CACHE"] = join(import.meta.dirname, "../../node_modules/.cache/compiled-tests");

// Unit tests and those that read the sources need none.
if (files.some((file) => !/^(src|test\/house)\//.test(file))) await ensureEngine();

/** Runs files with node's own runner; gives its exit code, and the files in which a test failed. */
function run(chosen: readonly string[], concurrency: number): Promise<{ code: number; failed: readonly string[] }> {
  const directory = mkdtempSync(join(tmpdir(), "gnosis-docker-failed-"));
  const kept = (name: string): string => join(directory, name);
  const reporters = [
    ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
    ...["failed-files.ts", "file-times.ts"].flatMap((name) => [
      `--test-reporter=${join(import.meta.dirname, name)}`,
      `--test-reporter-destination=${kept(name)}`,
    ]),
  ];
  const runner = spawn(
    process.execPath,
    ["--test", ...reporters, `--test-concurrency=${concurrency}`, `--test-timeout=${timeout}`, ...options, ...chosen],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  const stop = (signal: NodeJS.Signals): boolean => runner.kill(signal);
  for (const signal of signals) process.on(signal, stop);
  return new Promise((resolve, reject) => {
    runner.once("error", reject).once("exit", (code, signal) => {
      for (const one of signals) process.off(one, stop);
      const lines = (name: string): string[] =>
        existsSync(kept(name)) ? readFileSync(kept(name), "utf8").split("\n").filter(Boolean) : [];
      const failed = lines("failed-files.ts");
      tellSlowest(lines("file-times.ts"));
      rmSync(directory, { recursive: true, force: true });
      resolve({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), failed });
    });
  });
}

/** Prints the files that took longest, from lines of milliseconds and a path. */
function tellSlowest(times: readonly string[]): void {
  if (times.length < 2) return;
  const slowest = times
    .map((line) => /^(\d+) (.*)$/.exec(line))
    .flatMap((found) => (found === null ? [] : [{ seconds: Number(found[1]) / 1000, file: found[2] ?? "" }]))
    .toSorted((left, right) => right.seconds - left.seconds)
    .slice(0, mostSlow);
  console.log("\nThe slowest files, in seconds:");
  for (const { seconds, file } of slowest)
    console.log(`${seconds.toFixed(1).padStart(7)}  ${relative(process.cwd(), file)}`);
}

const first = await run(files, atOnce);
process.exitCode = first.code;
// A machine that others load makes engines slow: what failed is run once more, alone. What fails twice has failed, and what passed
// only now is named, so that nobody takes it for steady.
if (first.code === 1 && first.failed.length > 0 && first.failed.length <= mostAgain) {
  console.log(`\nOnce more, alone: ${first.failed.join(" ")}\n`);
  const again = await run(first.failed, 1);
  process.exitCode = again.code;
  if (again.code === 0) console.log(`\nPassed only the second time: ${first.failed.join(" ")}`);
}
