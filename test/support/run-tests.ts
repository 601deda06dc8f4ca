// Prepares the engine and runs the test files with node's own runner: all of them, or those given as arguments.
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { constants } from "node:os";
import { ensureEngine } from "./prepare/ensure-engine.ts";

const patterns = ["src/**/*.test.ts", "test/**/*.test.ts"];
/** Milliseconds for one test: beyond anything a slow machine needs, so that only a hang meets it. */
const timeout = 600_000;

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

// Unit tests and those that read the sources need none.
if (files.some((file) => !/^(src|test\/house)\//.test(file))) await ensureEngine();

const runner = spawn(
  process.execPath,
  ["--test", "--test-reporter=spec", "--test-concurrency=2", `--test-timeout=${timeout}`, ...options, ...files],
  { stdio: ["ignore", "inherit", "inherit"] },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => runner.kill(signal));
runner.once("error", (error) => {
  console.error(error);
  process.exitCode = 1;
});
runner.once(
  "exit",
  (code, signal) => (process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
);
