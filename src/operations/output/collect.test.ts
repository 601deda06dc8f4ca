import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { OutputChunk } from "../../engine/client.ts";
import { Collector, collect } from "./collect.ts";
import { lines } from "./lines.ts";

const out = (text: string): OutputChunk => ({ stream: "stdout", data: Buffer.from(text) });
const err = (text: string): OutputChunk => ({ stream: "stderr", data: Buffer.from(text) });

async function* from(...chunks: readonly OutputChunk[]): AsyncGenerator<OutputChunk[]> {
  for (const chunk of chunks) yield [chunk];
}

test("output within the budget is given whole, in order and by stream", async () => {
  const result = await collect(from(out("a\n"), err("b\n"), out("c\n")), { maxBytes: 100, keep: "end" });
  assert.deepEqual(result, { stdout: "a\nc\n", stderr: "b\n", output: "a\nb\nc\n", truncated: false, bytes: 6 });
});

test("over the budget the newest lines are kept, from a line's beginning, and it says so", async () => {
  const result = await collect(from(out("first\nsecond\nthird\n")), { maxBytes: 10, keep: "end" });
  assert.deepEqual([result.output, result.truncated, result.bytes], ["third\n", true, 19]);
});

test("over the budget the oldest bytes are kept where that was asked", async () => {
  const result = await collect(from(out("12345"), out("67890")), { maxBytes: 7, keep: "start" });
  assert.deepEqual([result.output, result.truncated], ["1234567", true]);
});

test("a collector never keeps more than its budget and one chunk", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 3000, size: "max" }),
      fc.integer({ min: 1, max: 100 }),
      (sizes, maxBytes) => {
        for (const keep of ["start", "end"] as const) {
          const collector = new Collector({ maxBytes, keep });
          for (const length of sizes) collector.add(out("x".repeat(length)));
          const all = sizes.reduce((sum, length) => sum + length, 0);
          const result = collector.result();
          assert.equal(result.bytes, all);
          assert.equal(result.truncated, all > maxBytes);
          assert.equal(result.output.length, Math.min(all, maxBytes));
        }
      },
    ),
  );
});

test("lines are put together across chunks, and the last one needs no line break", async () => {
  const got = [];
  for await (const batch of lines(from(out("a"), err("x\r\n"), out("b\nc")))) {
    for (const line of batch) got.push(`${line.stream}:${line.text}`);
  }
  assert.deepEqual(got, ["stderr:x", "stdout:ab", "stdout:c"]);
});
