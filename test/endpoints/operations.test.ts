import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, test } from "node:test";
import { removeOwn } from "../support/engine.ts";
import { ways } from "../support/ways.ts";

/** What is run by each further way here; `npm run test:over -- WAY` runs all of them. */
const representative = ["container-life", "container-output", "volume-network"].map(
  (name) => `test/operations/${name}.test.ts`,
);

after(removeOwn);

for (const name of ["ssh", "tls"])
  test(`the operations' tests pass over ${name} as over the socket`, async () => {
    const way = await ways[name]!();
    try {
      const { NODE_TEST_CONTEXT: _nested, ...env } = process.env;
      const child = spawn(process.execPath, ["--test", "--test-reporter=spec", ...representative], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...env, ...way.env },
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (part: Buffer) => (output += part.toString()));
      const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
      assert.equal(code, 0, output.slice(-6_000));
      assert.match(output, /pass [1-9]\d/);
    } finally {
      await way.remove();
    }
  });
