import assert from "node:assert/strict";
import { test } from "node:test";
import type { OutputChunk } from "../../engine/client.ts";
import { linesOf } from "./lines.ts";

async function read(...chunks: readonly [OutputChunk["stream"], string][]): Promise<string[]> {
  async function* source(): AsyncGenerator<OutputChunk> {
    for (const [stream, text] of chunks) yield { stream, data: Buffer.from(text) };
  }
  const lines: string[] = [];
  for await (const line of linesOf(source())) lines.push(`${line.stream}:${line.bytes.toString()}`);
  return lines;
}

test("lines cut into chunks are put together, each stream for itself", async () => {
  assert.deepEqual(await read(["stdout", "one\ntw"], ["stderr", "bad\n"], ["stdout", "o\nlast"]), [
    "stdout:one",
    "stderr:bad",
    "stdout:two",
    "stdout:last",
  ]);
});

test("a line without end keeps its first 64 KiB", async () => {
  const [line] = await read(["stdout", "x".repeat(50_000)], ["stdout", "y".repeat(50_000)]);
  assert.equal(line?.length, "stdout:".length + 65_536);
});
