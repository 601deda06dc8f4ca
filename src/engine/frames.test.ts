import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import fc from "fast-check";
import { frames } from "./frames.ts";

const frame = (stream: number, data: Buffer) => {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(data.length, 4);
  return Buffer.concat([header, data]);
};

test("frames cut at any place come out with the same bytes on the same streams", async () => {
  const part = fc.record({ stream: fc.constantFrom(1, 2), data: fc.uint8Array({ maxLength: 300 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 20 }), fc.integer({ min: 1, max: 40 }), async (parts, step) => {
      const bytes = Buffer.concat(parts.map(({ stream, data }) => frame(stream, Buffer.from(data))));
      const pieces = [];
      for (let at = 0; at < bytes.length; at += step) pieces.push(bytes.subarray(at, at + step));
      const got = { stdin: "", stdout: "", stderr: "" };
      for await (const chunk of frames(Readable.from(pieces), { multiplexed: true }))
        got[chunk.stream] += chunk.data.toString("hex");
      const want = (stream: number) =>
        parts
          .filter((one) => one.stream === stream)
          .map(({ data }) => Buffer.from(data).toString("hex"))
          .join("");
      assert.deepEqual(got, { stdin: "", stdout: want(1), stderr: want(2) });
    }),
    { numRuns: 50 },
  );
});

test("bytes of a TTY are all stdout", async () => {
  const chunks = await Array.fromAsync(frames(Readable.from([Buffer.from("hi")]), { multiplexed: false }));
  assert.deepEqual(chunks, [{ stream: "stdout", data: Buffer.from("hi") }]);
});

test("broken frames, an end inside a frame and the engine's own failure are errors", async () => {
  const drain = (bytes: Buffer) => Array.fromAsync(frames(Readable.from([bytes]), { multiplexed: true }));
  await assert.rejects(drain(Buffer.from("plain text here")), { code: "ENGINE_FAILED" });
  await assert.rejects(drain(frame(1, Buffer.from("abc")).subarray(0, 9)), { code: "ENGINE_FAILED" });
  await assert.rejects(drain(frame(3, Buffer.from("disk full"))), /disk full/);
});
