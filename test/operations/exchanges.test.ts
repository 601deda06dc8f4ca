import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";
import { tarEnd, tarHeader } from "../../src/operations/build/context/tar.ts";
import { bytes, labels, uniqueName } from "../support/engine.ts";
import { operationsOn } from "../support/guarded-operations.ts";

// One of each kind of exchange with an engine, by operations alone: what every way to an engine has to carry. The suite runs it by each
// way, and `npm run test:over` all the others.

const operations = operationsOn();
const { run, guard, call } = operations;
const id = uniqueName("exchanges");
const command = ["sh", "-c", "trap exit TERM; while :; do echo tick; sleep 0.1; done"];
before(() => run("container.run", { name: id, image: "busybox", labels, command, env: { API_KEY: "s3cr3tvalue" } }));
after(async () => {
  await run("container.remove", { id, force: true }).finally(operations.close);
});

test("a question is answered, and the engine's errors are told apart", async () => {
  assert.equal((await run("container.inspect", { id })).state.Running, true);
  await assert.rejects(run("container.inspect", { id: "no-such" }), { code: "CONTAINER_NOT_FOUND" });
  await assert.rejects(run("container.create", { name: id, image: "busybox" }), { code: "CONFLICT" });
});

test("a stream comes as it is written, many at once, and ends where its reader leaves it", async () => {
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      const { items } = await guard.stream(call("container.logs", { id, follow: true }));
      for (let line = 0; line < 2; line++)
        assert.deepEqual((await items.next()).value, { stream: "stdout", text: "tick" });
      await items.return(undefined);
    }),
  );
  const { items } = await guard.stream(call("container.stats", { id }));
  assert.equal(((await items.next()).value as { running: boolean }).running, true);
  await items.return(undefined);
});

test("a connection that is handed over carries input and output, to the end of each and past a caller's time", async () => {
  const script = "wc -c; echo $API_KEY >&2; exit 7";
  const stdin = "x".repeat(300_000);
  const answer = await run("container.exec", { id, command: ["sh", "-c", script], stdin });
  assert.deepEqual([answer.exit_code, answer.stdout, answer.stderr], [7, "300000\n", "[masked]\n"]);
  const late = await run("container.exec", { id, command: "sh -c 'echo early; sleep 60'", timeout: "1s" });
  assert.deepEqual([late.timed_out, late.stdout], [true, "early\n"]);
});

test("large bodies go up and come down unharmed: archives and images", async () => {
  const content = randomBytes(8 * 1024 ** 2);
  const header = tarHeader({ path: "big", kind: "file", mode: 0o644, size: content.length, modified: 0 });
  const sent = Readable.from([header, content, tarEnd]);
  await run("container.upload", { id, path: "/tmp" }, { upload: sent });
  const { download } = await guard.download(call("file.download", { id, path: "/tmp/big" }));
  assert.ok(content.equals(await bytes(download.bytes)));
  const saved = await guard.download(call("image.save", { id: "busybox:latest" }));
  const image = await bytes(saved.download.bytes);
  assert.ok(image.byteLength > 1_000_000);
  const loaded = await run("image.load", {}, { upload: Readable.from([image]) });
  assert.deepEqual(loaded.images, ["busybox:latest"]);
});
