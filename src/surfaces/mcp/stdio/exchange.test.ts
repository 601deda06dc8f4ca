import assert from "node:assert/strict";
import { test } from "node:test";
import { eventData } from "./exchange.ts";

test("events come whole however the stream is cut", async () => {
  const text = ': hello\n\nid: 1\nevent: message\ndata: {"a":"ä"}\n\ndata: one\ndata: two\n\ndata:\n\n';
  const bytes = Buffer.from(text);
  for (let size = 1; size < bytes.length; size += 3) {
    async function* body(): AsyncGenerator<Buffer> {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    assert.deepEqual(await Array.fromAsync(eventData(body())), ['{"a":"ä"}', "one\ntwo"]);
  }
});
