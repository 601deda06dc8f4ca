import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import type { EngineClient } from "../../engine/client.ts";
import { Missed } from "../../engine/fanout.ts";
import type { ContainerInspect } from "../../engine/model.ts";
import { followLines } from "./source.ts";

const container = {
  ...{ Id: "c1", Name: "/web", State: { Running: true } },
  Config: { Tty: false, Env: [] },
} as unknown as ContainerInspect;
const written = (second: number): Buffer => Buffer.from(`2026-01-01T00:00:0${second}.000000000Z line ${second}\n`);

function frame(data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head[0] = 1;
  head.writeUInt32BE(data.length, 4);
  return Buffer.concat([head, data]);
}

test("a reader that is too slow for the shared log goes on with a stream of its own, and sees every line once", async () => {
  const asked: unknown[] = [];
  const engine = {
    long: () => Promise.resolve(undefined),
    open: (_method: string, _path: string, { query }: { query: unknown }) => {
      asked.push(query);
      return Promise.resolve({ body: Readable.from([1, 2, 3, 4].map((second) => frame(written(second)))) });
    },
  } as unknown as EngineClient;
  const logs = {
    async *follow() {
      yield [
        { stream: "stdout" as const, data: written(1) },
        { stream: "stdout" as const, data: written(2) },
      ];
      yield new Missed(1);
      yield [{ stream: "stdout" as const, data: written(4) }];
    },
  };
  const signal = new AbortController().signal;
  const lines: string[] = [];
  for await (const { text } of followLines({ engine, logs }, container, {
    streams: "both",
    since: 1,
    reveal: false,
    signal,
  }))
    // prettier-ignore
    lines.push(text);
  assert.deepEqual(lines, ["line 1", "line 2", "line 3", "line 4"]);
  assert.equal(asked.length, 1);
  assert.equal((asked[0] as { since: number }).since, Date.parse("2026-01-01T00:00:02Z") / 1000);
});
