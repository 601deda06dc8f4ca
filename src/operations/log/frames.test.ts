import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { linesOf } from "./frames.ts";

function frame(stream: 1 | 2, text: string): Buffer {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

async function read(chunks: readonly Buffer[], tty = false): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(Readable.from(chunks), tty)) lines.push(`${line.stream}:${line.bytes.toString()}`);
  return lines;
}

test("frames cut at any byte give the same lines", async () => {
  const whole = Buffer.concat([frame(1, "one\ntw"), frame(2, "bad\n"), frame(1, "o\nlast")]);
  for (let size = 1; size <= whole.length; size++) {
    const chunks: Buffer[] = [];
    for (let at = 0; at < whole.length; at += size) chunks.push(whole.subarray(at, at + size));
    assert.deepEqual(await read(chunks), ["stdout:one", "stderr:bad", "stdout:two", "stdout:last"]);
  }
});

test("a terminal's bytes are lines of stdout", async () => {
  assert.deepEqual(await read([Buffer.from("a\nb"), Buffer.from("c\n")], true), ["stdout:a", "stdout:bc"]);
});
