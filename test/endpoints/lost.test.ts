import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createContainer, labels, uniqueName } from "../support/engine.ts";
import { endpointVariable } from "../support/endpoint-under-test.ts";
import { exchangesPass } from "../support/exchanges.ts";
import { waitFor } from "../support/wait-for.ts";
import { sshEndpoint, startThreeEngines, type ThreeEngines, tlsEndpoint } from "./support/three-engines.ts";

let all: ThreeEngines;
let inLab: string;
before(async () => {
  all = await startThreeEngines();
  const { status, body, text } = await call("POST", "/api/containers?endpoint=lab", {
    ...{ name: uniqueName(), image: "busybox", labels },
    command: talking,
  });
  assert.equal(status, 201, text);
  inLab = body.container.name;
  const started = await call("POST", `/api/containers/${inLab}/start?endpoint=lab`);
  assert.equal(started.status, 200, started.text);
});
after(() => all?.remove());

const talking = ["sh", "-c", "while :; do echo tick; sleep 0.1; done"];
const call: ThreeEngines["server"]["call"] = (...args) => all.server.call(...args);

/** Opens a stream and gives its lines as they come; the first is read before this returns, so that the stream stands. */
async function follow(method: string, path: string, body?: unknown): Promise<{ readonly rest: Promise<string> }> {
  const response = await fetch(all.server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${all.server.token}`,
      accept: "application/x-ndjson",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.equal(response.status, 200, response.ok ? "" : await response.text());
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader.read()).value ?? "";
  const rest = (async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return text;
      text += value;
    }
  })();
  return { rest };
}

const lastLine = (text: string): any => JSON.parse(text.trimEnd().split("\n").at(-1) ?? "{}");

/** What an engine's streams end with when the way to it is cut in their middle. */
async function cut(endpoint: string, container: string, kill: () => Promise<void>): Promise<void> {
  const at = `/api/containers/${container}`;
  const streams = await Promise.all([
    follow("GET", `${at}/logs?follow=true&endpoint=${endpoint}`),
    follow("POST", `${at}/exec?endpoint=${endpoint}`, { command: talking }),
    follow("GET", `${at}/stats?endpoint=${endpoint}`),
  ]);
  const program = ["sh", "-c", "touch /tmp/begun; while :; do sleep 1; done"];
  const whole = call("POST", `${at}/exec?endpoint=${endpoint}`, { command: program });
  await waitFor("the program that is answered in one piece", async () => {
    const { body } = await call("POST", `${at}/exec?endpoint=${endpoint}`, { command: "test -e /tmp/begun" });
    return body.exit_code === 0;
  });
  await kill();
  for (const { rest } of streams) {
    const { error } = lastLine(await rest);
    assert.ok(error, "the last line says that it is not the end");
    assert.equal(error.code, "ENGINE_UNREACHABLE");
    assert.match(error.detail ?? error.message, /broke off|can't be reached/);
  }
  const answer = await whole;
  assert.equal(answer.status, 503, answer.text);
  assert.equal(answer.body.code, "ENGINE_UNREACHABLE");
}

const ready = async (): Promise<{ status: number; body: any }> => call("GET", "/readyz");

async function othersGoOn(lost: string, others: readonly string[]): Promise<void> {
  for (const other of others) {
    assert.equal((await call("GET", `/api/containers?endpoint=${other}`)).status, 200);
    const named = { name: uniqueName("volume"), labels };
    assert.equal((await call("POST", `/api/volumes?endpoint=${other}`, named)).status, 201);
    assert.equal((await call("DELETE", `/api/volumes/${named.name}?endpoint=${other}`)).status, 200);
  }
  const { status, body } = await ready();
  assert.deepEqual([status, body.status], [200, "degraded"]);
  const broken = body.checks.filter((one: any) => !one.ok);
  assert.deepEqual(
    broken.map((one: any) => one.name),
    [`engine:${lost}`],
  );
  assert.match(broken[0].detail, /can't be reached|did not answer/);
  const spanning = await call("GET", "/api/volumes?endpoint=all");
  assert.equal(spanning.status, 200, spanning.text);
}

async function comesBack(endpoint: string, container: string): Promise<void> {
  await waitFor("the server to find it again by itself", async () => (await ready()).body.status === "ready");
  await waitFor("its memory to be current again", async () => {
    const { status, body } = await call("GET", `/api/containers/${container}?endpoint=${endpoint}`);
    return status === 200 && body.stale !== true;
  });
}

for (const [what, endpoint] of [
  ["SSH", () => sshEndpoint("default", all.ssh)],
  ["TLS", () => tlsEndpoint("default", all.tls)],
] as const)
  test(`calls, streams, connections handed over and bodies of any size pass over ${what}`, () =>
    exchangesPass({ [endpointVariable]: JSON.stringify([endpoint()]) }));

test("killing sshd in the middle of streams ends them with an error, and nothing else", async () => {
  const { name } = await createContainer({ command: talking });
  await call("GET", "/api/containers?endpoint=far");
  await cut("far", name, all.ssh.kill);
  await othersGoOn("far", ["here", "lab"]);
  await all.ssh.start();
  await comesBack("far", name);
});

test("killing the engine behind TLS in the middle of streams ends them with an error, and nothing else", async () => {
  await cut("lab", inLab, all.tls.kill);
  await othersGoOn("lab", ["here", "far"]);
  await all.tls.start();
  await comesBack("lab", inLab);
});

test("an engine that hangs makes the server degraded within seconds, and keeps nobody else waiting", async () => {
  await all.tls.pause();
  await othersGoOn("lab", ["here", "far"]);
  const checked = await call("GET", "/api/endpoints/check?name=lab");
  assert.equal(checked.body.endpoints[0].ok, false);
  assert.match(JSON.stringify(checked.body.endpoints[0].error), /ENGINE_TIMEOUT|ENGINE_UNREACHABLE/);
  await all.tls.unpause();
  await comesBack("lab", inLab);
});
