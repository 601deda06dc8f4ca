import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { after, test } from "node:test";
import { bytes, createContainer, engine, removeOwn } from "../support/engine.ts";
import { operationsOn } from "../support/guarded-operations.ts";
import { waitFor } from "../support/wait-for.ts";

const operations = operationsOn();
const { run, stream, guard, call } = operations;
after(async () => {
  await removeOwn();
  operations.close();
});

/** A container that has written `seq 1 150`, with odd lines on standard error, and ended. */
const writer = async (): Promise<string> => {
  const script = "for i in $(seq 1 150); do [ $((i % 2)) = 0 ] && echo out $i || echo err $i >&2; done";
  const { id } = await createContainer({ command: ["sh", "-c", script] });
  await engine("POST", `/containers/${id}/wait`);
  return id;
};

test("tail, stdout and stderr choose what the log gives; tail is 100 when absent", async () => {
  const id = await writer();
  const count = (logs: string): number => logs.split("\n").length - 1;
  assert.equal(count((await run("container.logs", { id, tail: 5 })).logs), 5);
  assert.equal(count((await run("container.logs", { id, tail: "7" })).logs), 7);
  assert.equal(count((await run("container.logs", { id })).logs), 100);
  assert.equal(count((await run("container.logs", { id, tail: "all" })).logs), 150);
  const errors = await run("container.logs", { id, tail: "all", stdout: false });
  assert.match(errors.logs, /^(err \d+\n){75}$/);
  assert.deepEqual([errors.container_id, errors.truncated], [id, false]);
});

test("since and until are taken as durations, RFC 3339 and Unix seconds", async () => {
  const id = await writer();
  for (const since of ["2h", "2020-01-01T00:00:00Z", 1_577_836_800, "1577836800"]) {
    assert.match((await run("container.logs", { id, since })).logs, /out 150/);
  }
  assert.equal((await run("container.logs", { id, until: "2020-01-01" })).logs, "");
  assert.match((await run("container.logs", { id, timestamps: true, tail: 1 })).logs, /^\d{4}-\d\d-\d\dT/);
});

test("a log over the budget keeps its newest lines and says that there was more", async () => {
  const id = await writer();
  const { logs, truncated, bytes: all } = await run("container.logs", { id, tail: "all", max_output_bytes: 100 });
  assert.ok(truncated && logs.length <= 100 && all > 1000);
  assert.match(logs, /^(out|err) \d+\n/);
  assert.match(logs, /(149|150)\n$/);
});

test("a followed log comes line by line, and leaving it early ends the engine's request", async () => {
  const { id } = await createContainer({ command: ["sh", "-c", "while :; do echo tick; sleep 0.1; done"] });
  const { items } = await guard.stream(call("container.logs", { id, follow: true }));
  for (let line = 0; line < 3; line++) {
    assert.deepEqual((await items.next()).value, { stream: "stdout", text: "tick" });
  }
  await items.return(undefined);
  assert.equal((await items.next()).done, true);
});

test("secrets of the container's environment are masked in its log", async () => {
  const { id } = await createContainer({ command: ["sh", "-c", "echo key=$API_KEY"], env: ["API_KEY=s3cr3tvalue"] });
  await engine("POST", `/containers/${id}/wait`);
  assert.equal((await run("container.logs", { id })).logs, "key=[masked]\n");
});

test("a container with a terminal is read too", async () => {
  const { id } = await createContainer({ command: ["echo", "hello"], config: { Tty: true } });
  await engine("POST", `/containers/${id}/wait`);
  assert.equal((await run("container.logs", { id })).logs.trim(), "hello");
});

test("a log driver that can't be read is named as such", async () => {
  const { id } = await createContainer({ hostConfig: { LogConfig: { Type: "none" } } });
  await assert.rejects(run("container.logs", { id }), (error: any) => error.status < 600 && /log/i.test(error.message));
});

test("exec gives output and exit code, with environment, user, directory and input", async () => {
  const { id } = await createContainer();
  const script = "echo $NAME; pwd; id -u; cat >&2; exit 7";
  const answer = await run("container.exec", {
    id,
    command: ["sh", "-c", script],
    env: { NAME: "a b&c" },
    user: "1000",
    workdir: "/tmp",
    stdin: "input",
  });
  assert.deepEqual([answer.exit_code, answer.stdout, answer.stderr], [7, "a b&c\n/tmp\n1000\n", "input"]);
  assert.equal((await run("container.exec", { id, command: "echo 'one word'" })).stdout, "one word\n");
  const streamed = await stream("container.exec", { id, command: "sh -c 'echo x; echo y'" });
  assert.deepEqual(
    streamed.items.map(({ text }) => text),
    ["x", "y"],
  );
  assert.equal(streamed.value.exit_code, 0);
});

test("exec output over the budget is cut honestly, and a program that does not end times out", async () => {
  const { id } = await createContainer();
  const cut = await run("container.exec", { id, command: "seq 1 10000", max_output: "1k" });
  assert.deepEqual([cut.truncated, cut.stdout.length, cut.exit_code, cut.bytes], [true, 1024, 0, 48_894]);
  const late = await run("container.exec", { id, command: "sh -c 'echo early; sleep 60'", timeout: "1s" });
  assert.deepEqual([late.timed_out, late.exit_code, late.stdout], [true, null, "early\n"]);
});

test("exec in a stopped container and of a missing program are clear failures", async () => {
  const stopped = await createContainer({ start: false });
  await assert.rejects(run("container.exec", { id: stopped.id, command: "true" }), { code: "CONFLICT" });
  const { id } = await createContainer();
  const answer = await run("container.exec", { id, command: "no-such-program" }).catch((error: unknown) => error);
  assert.ok(answer.status === 400 || answer.exit_code === 126 || answer.exit_code === 127, String(answer));
});

test("stats of a running container are numbers, of a stopped one zeros", async () => {
  const busy = await createContainer({ command: ["sh", "-c", "while :; do :; done"] });
  const { stats, container_id: echoed } = await run("container.stats", { id: busy.id });
  assert.equal(echoed, busy.id);
  assert.ok(stats.running && stats.cpu_percent > 0 && stats.memory_usage > 0 && stats.memory_limit > 0);
  assert.ok(stats.network.eth0.rx_bytes >= 0);
  const stopped = await createContainer({ start: false });
  const none = (await run("container.stats", { id: stopped.id })).stats;
  assert.deepEqual([none.running, none.cpu_percent, none.memory_usage], [false, 0, 0]);
  const { items } = await guard.stream(call("container.stats", { id: busy.id }));
  assert.equal(((await items.next()).value as any).running, true);
  await items.return(undefined);
});

test("top lists processes and changes lists files", async () => {
  const { id } = await createContainer({ command: ["sh", "-c", "echo x > /tmp/new; exec sleep 1000"] });
  await waitFor("the file", async () => (await run("container.changes", { id })).total > 0);
  const { changes } = await run("container.changes", { id });
  assert.ok(changes.some((one: any) => one.kind === "added" && one.path === "/tmp/new"));
  const { titles, processes } = await run("container.top", { id });
  assert.ok(titles.length > 0 && JSON.stringify(processes).includes("sleep 1000"));
});

test("files go in and out as tar archives, and a whole file system can be exported", async () => {
  const { id } = await createContainer({ command: ["sh", "-c", "mkdir /a; echo hi > /a/b; exec sleep 1000"] });
  const archive = await waitFor("the directory", async () => {
    const { download } = await guard.download(call("container.download", { id, path: "/a" }));
    assert.deepEqual([download.filename, download.contentType], ["a.tar", "application/x-tar"]);
    const archive = await bytes(download.bytes);
    return archive.includes("hi\n") ? archive : undefined;
  });
  const other = await createContainer();
  await run("container.upload", { id: other.id, path: "/tmp" }, { upload: Readable.from([archive]) });
  assert.equal((await run("container.exec", { id: other.id, command: "cat /tmp/a/b" })).stdout, "hi\n");
  const missing = { id, path: "/no/such" };
  await assert.rejects(guard.download(call("container.download", missing)), { code: "PATH_NOT_FOUND" });
  await assert.rejects(run("container.upload", { id, path: "/tmp" }), { code: "UPLOAD_MISSING" });
  const broken = { upload: Readable.from([Buffer.from("this is no archive")]) };
  await assert.rejects(run("container.upload", { id, path: "/tmp" }, broken), { code: "UPLOAD_BROKEN" });
  const { download } = await guard.download(call("container.export", { id }));
  assert.ok((await bytes(download.bytes)).includes("bin/busybox"));
});
