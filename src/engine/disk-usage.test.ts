import assert from "node:assert/strict";
import { test } from "node:test";
import { GnosisError } from "../kernel/errors.ts";
import { diskUsage } from "./disk-usage.ts";

const busy = new GnosisError("ENGINE_FAILED", "The engine says: a disk usage operation is already running");

function engine(answers: readonly (GnosisError | { readonly size: number })[]) {
  let asked = 0;
  const json = (): Promise<any> => {
    const answer = answers[asked++] ?? busy;
    return answer instanceof GnosisError ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { client: { json } as Parameters<typeof diskUsage>[0], asked: () => asked };
}

test("an engine that counts for somebody else is asked again", async () => {
  const { client, asked } = engine([busy, busy, { size: 7 }]);
  assert.deepEqual(await diskUsage(client, { timeout: 10_000 }), { size: 7 });
  assert.equal(asked(), 3);
});

test("any other error is told at once, and a busy engine's at the end of the time", async () => {
  const broken = engine([new GnosisError("ENGINE_FAILED", "The engine says: no")]);
  await assert.rejects(diskUsage(broken.client, { timeout: 10_000 }), /says: no/);
  assert.equal(broken.asked(), 1);
  await assert.rejects(diskUsage(engine([]).client, { timeout: 500 }), /already running/);
});

test("whoever goes away is not waited for", async () => {
  const gone = new AbortController();
  const asking = diskUsage(engine([]).client, { timeout: 10_000, signal: gone.signal });
  gone.abort();
  await assert.rejects(asking, { name: "AbortError" });
});
