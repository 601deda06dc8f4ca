import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createContainer, engine, labels, removeOwn, type TestContainer } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

let server: TestServer;
let talker: TestContainer;
before(async () => {
  server = await startServer();
  talker = await createContainer({
    command: ["sh", "-c", "trap 'exit 0' TERM; i=0; while :; do i=$((i+1)); echo line $i; sleep 0.05; done"],
  });
});
after(async () => {
  await server.stop();
  await removeOwn();
});

const open = async (path: string, accept: string, signal?: AbortSignal): Promise<Response> =>
  fetch(server.url + path, {
    headers: { authorization: `Bearer ${server.token}`, accept },
    ...(signal === undefined ? {} : { signal }),
  });

async function firstText(response: Response, until: (text: string) => boolean): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (until(text)) break;
  }
  return text;
}

const records = async (operation: string): Promise<any[]> =>
  (await server.call("GET", `/api/audit?operation=${operation}&limit=5`)).body.records;

test("a log is followed as NDJSON, one object a line", async () => {
  const abort = new AbortController();
  const response = await open(
    `/api/containers/${talker.name}/logs?follow=true&tail=1`,
    "application/x-ndjson",
    abort.signal,
  );
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/x-ndjson");
  const text = await firstText(response, (soFar) => soFar.split("\n").length > 4);
  for (const line of text.split("\n").slice(0, 3)) assert.match(JSON.stringify(JSON.parse(line)), /line \d+/);
  abort.abort();
});

test("a log is followed as server-sent events", async () => {
  const abort = new AbortController();
  const response = await open(
    `/api/containers/${talker.name}/logs?follow=true&tail=1`,
    "text/event-stream",
    abort.signal,
  );
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  assert.match(await firstText(response, (soFar) => soFar.includes("\n\n")), /^data: \{.*line \d+.*\}\n\n/);
  abort.abort();
});

test("a reader who goes away ends the engine's request within moments, and the record says how it ended", async () => {
  const abort = new AbortController();
  const response = await open(
    `/api/containers/${talker.name}/logs?follow=true&tail=1`,
    "application/x-ndjson",
    abort.signal,
  );
  await firstText(response, (soFar) => soFar.includes("\n"));
  const record = response.headers.get("x-gnosis-record");
  abort.abort();
  await waitFor("the outcome of the stream", async () => {
    const all = await records("container.logs");
    return all.find((one) => one.id === record)?.state === "done";
  });
});

test("a stream of something that is not there is an ordinary refusal", async () => {
  const response = await open("/api/containers/not-there/logs?follow=true", "application/x-ndjson");
  assert.equal(response.status, 404);
  assert.match(response.headers.get("content-type") ?? "", /problem\+json/);
  await response.body?.cancel();
});

test("a stream whose container ends tells its result in the last line", async () => {
  const short = await createContainer({ command: ["sh", "-c", "echo once; sleep 1"] });
  const response = await open(`/api/containers/${short.id}/logs?follow=true`, "application/x-ndjson");
  const lines = (await response.text()).trim().split("\n");
  assert.match(lines[0] ?? "", /once/);
  assert.ok("result" in (JSON.parse(lines.at(-1) ?? "{}") as object), lines.at(-1));
});

test("SIGTERM ends open streams and the server, and every record has its outcome", async () => {
  const other = await startServer({ env: { GNOSIS_SHUTDOWN_TIMEOUT: "1s" } });
  const response = await fetch(`${other.url}/api/containers/${talker.name}/logs?follow=true`, {
    headers: { authorization: `Bearer ${other.token}`, accept: "application/x-ndjson" },
  });
  await firstText(response, (soFar) => soFar.includes("\n"));
  assert.equal(await other.stop(), 0);
});

test("a fast log does not grow the server while its reader is slow", async () => {
  const { Id } = await engine<{ Id: string }>("POST", "/containers/create", {
    Image: "busybox:latest",
    Cmd: ["sh", "-c", "yes 0123456789012345678901234567890123456789012345678901234567890123456789 | head -c 60000000"],
    Labels: labels,
  });
  await engine("POST", `/containers/${Id}/start`);
  await engine("POST", `/containers/${Id}/wait`);
  const memory = async (): Promise<number> => {
    const text = (await server.call("GET", "/metrics")).text;
    return Number(/^gnosis_docker_process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
  };
  const before = await memory();
  const abort = new AbortController();
  const response = await open(`/api/containers/${Id}/logs?follow=true&tail=all`, "application/x-ndjson", abort.signal);
  const reader = response.body!.getReader();
  await reader.read();
  // Nobody reads on: what has been pulled by now is all that may lie in memory.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const grown = (await memory()) - before;
  abort.abort();
  assert.ok(grown < 60 * 1024 * 1024, `${Math.round(grown / 1024 / 1024)} MiB more`);
});

test("a log asked for as plain text comes as it was written, secrets masked", async () => {
  const { id, name } = await createContainer({
    command: ["sh", "-c", "for i in $(seq 1 5000); do echo line $i; done; echo db.password=hunter22; printf end"],
  });
  await engine("POST", `/containers/${id}/wait`);
  const response = await open(`/api/containers/${name}/logs?tail=all`, "text/plain");
  assert.equal(response.headers.get("content-type"), "text/plain; charset=utf-8");
  assert.match(response.headers.get("content-disposition") ?? "", new RegExp(`${name}\\.log`));
  const lines = (await response.text()).split("\n");
  assert.equal(lines.length, 5003);
  assert.deepEqual(lines.slice(4998), ["line 4999", "line 5000", "db.password=[masked]", "end", ""]);
  const json = await open(`/api/containers/${name}/logs?tail=1`, "application/json, text/plain, */*");
  assert.match(json.headers.get("content-type") ?? "", /json/);
});

test("a revoked token's streams end at once, an admin's too, and say why", async () => {
  for (const role of ["viewer", "admin"]) {
    const { body } = await server.call("POST", "/api/tokens", { name: `leaked-${role}`, role });
    const response = await fetch(`${server.url}/api/containers/${talker.id}/logs?follow=true`, {
      headers: { authorization: `Bearer ${body.text}`, accept: "application/x-ndjson" },
    });
    let text = "";
    const decoder = new TextDecoder();
    let revoked = false;
    for await (const chunk of response.body!) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      if (revoked || !text.includes("line ")) continue;
      revoked = true;
      assert.equal((await server.call("DELETE", `/api/tokens/leaked-${role}`)).status, 200);
    }
    assert.match(text.trim().split("\n").at(-1) ?? "", /"UNAUTHENTICATED".*has been revoked/);
  }
});
