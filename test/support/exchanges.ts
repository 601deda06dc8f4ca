import assert from "node:assert/strict";
import { spawn } from "node:child_process";

/** Runs the tests of each kind of exchange in a process of their own that takes another way to an engine, by its environment; fails with what they print. */
export async function exchangesPass(way: Readonly<Record<string, string>>): Promise<void> {
  const { NODE_TEST_CONTEXT: _nested, ...env } = process.env;
  const child = spawn(process.execPath, ["--test", "--test-reporter=spec", "test/operations/exchanges.test.ts"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...env, ...way },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (output += part.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  assert.equal(code, 0, output.slice(-6_000));
  assert.match(output, /pass [4-9]\b/);
}
