import assert from "node:assert/strict";
import { test } from "node:test";
import type { OutputChunk } from "../../engine/client.ts";
import { lines, maskLines } from "./lines.ts";
import { redactOutput } from "../../kernel/redact-output.ts";

async function* chunksOf(text: string, size: number): AsyncGenerator<OutputChunk[], void, void> {
  await Promise.resolve();
  for (let at = 0; at < text.length; at += size)
    yield [{ stream: "stdout", data: Buffer.from(text.slice(at, at + size)) }];
}

test("a secret passes unmasked neither where chunks meet nor where a long line is cut, and nothing is lost", async () => {
  const secret = "hunter2hunter2hunter2";
  for (const before of [65_500, 65_520, 65_536]) {
    const text = `${"x".repeat(before - 8)} {"a":1, ${secret}, and more\n`;
    for (const size of [1_000, 65_536, 70_000]) {
      let shown = "";
      for await (const batch of lines(chunksOf(text, size)))
        shown += maskLines(batch, (line) => redactOutput(line, [secret]))
          .map((line) => line.text)
          .join("");
      assert.equal(shown, redactOutput(text.trim(), [secret]), `${before} in chunks of ${size}`);
      assert.ok(!shown.includes("hunter2"));
    }
  }
});
