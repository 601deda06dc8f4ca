import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Client } from "@modelcontextprotocol/client";
import { removeOwn } from "../support/cleanup.ts";
import { createContainer, uniqueName } from "../support/containers.ts";
import { engine } from "../support/engine-call.ts";
import { labels } from "../support/run-id.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";
import { connect, tell, tokensOf } from "./connect.ts";

/** Tokens as clients count them before they have a tokenizer. */
const tokens = (value: unknown): number => Math.ceil(Buffer.byteLength(JSON.stringify(value)) / 4);

let server: TestServer;
let client: Client;

before(async () => {
  server = await startServer();
  client = await connect(server);
});

after(async () => {
  await client?.close();
  await server?.stop();
  await removeOwn();
});

test("the tools of the default profile cost at most 4,000 tokens, those of observe 2,000, of admin 5,000", async () => {
  const usual = (await client.listTools()).tools;
  assert.ok(tokens({ tools: usual }) <= 4_000, String(tokens({ tools: usual })));
  const sizes: Record<string, number> = {};
  for (const profile of ["observe", "operate", "admin"]) {
    const other = await connect(server, { profile });
    sizes[profile] = tokens({ tools: (await other.listTools()).tools });
    await other.close();
  }
  assert.ok(sizes["observe"]! <= 2_000, JSON.stringify(sizes));
  assert.ok(sizes["operate"]! <= 3_000 && sizes["admin"]! <= 5_000, JSON.stringify(sizes));
});

test("a profile has all tools of the one before it, and observe only those that look", async () => {
  let earlier: string[] = [];
  for (const profile of ["observe", "operate", "develop", "admin"]) {
    const other = await connect(server, { profile });
    const { tools } = await other.listTools();
    if (profile === "observe") assert.ok(tools.every((tool) => tool.annotations?.readOnlyHint === true));
    const names = tools.map((tool) => tool.name);
    assert.deepEqual(
      earlier.filter((name) => !names.includes(name)),
      [],
    );
    earlier = names;
    await other.close();
  }
});

test("a list of 20 containers costs at most 350 tokens and is complete", async () => {
  const prefix = uniqueName("budget");
  const names = Array.from({ length: 20 }, (_, index) => `${prefix}-${index + 1}`);
  await Promise.all(names.map((name) => createContainer({ name, env: ["TOKEN=abcdefghij", "MODE=x"] })));
  await waitFor("all to be known", async () =>
    (await tell(client, "container_list", { name: prefix })).text.startsWith("20 containers"),
  );
  const told = await tell(client, "container_list", { name: prefix });
  for (const name of names) assert.match(told.text, new RegExp(`${name} [0-9a-f]{7} running`));
  assert.ok(tokensOf(told) <= 350, `${tokensOf(told)}\n${told.text}`);
});

test("the default logs of a container with 5,000 lines cost at most 1,000 tokens, say what is left out, and lead to all of it", async () => {
  const script =
    "i=0; while [ $i -lt 5000 ]; do i=$((i+1)); echo \"request $i of client-$((i%97)) took $((i%31))ms and was answered with some longer text to fill the line\"; done; echo 'FATAL: gone' >&2";
  const { id, name } = await createContainer({ command: ["sh", "-c", script] });
  await waitFor(
    "the end of the program",
    async () => !(await engine<any>("GET", `/containers/${id}/json`)).State.Running,
  );
  const told = await tell(client, "log_search", { containers: [name] });
  assert.ok(tokensOf(told) <= 1_000, `${tokensOf(told)}`);
  assert.match(told.text, /FATAL: gone/);
  assert.match(told.text, /older ones not looked at/);
  const found = await tell(client, "log_search", { containers: [name], pattern: "request 17 ", tail: 50_000 });
  assert.match(found.text, /1 of 5001 lines/);
  const all = await tell(client, "log_search", { containers: [name], pattern: "client-5 ", tail: 50_000 });
  assert.match(all.text, /\[\d+x until/);
});

test("whatever is cut can be had with its cursors, to the last line, and every part keeps the budget", async () => {
  const { name } = await createContainer();
  const command = ["sh", "-c", "for w in $(seq 1 400); do echo line-$w-of-a-long-answer; done"];
  let told = await tell(client, "container_exec", { container: name, command, max_tokens: 400 });
  const seen = new Set<string>();
  for (let parts = 1; ; parts++) {
    assert.equal(told.isError, false, told.text);
    assert.ok(tokensOf(told) <= 400, `part ${parts}: ${tokensOf(told)}`);
    for (const [line] of told.text.matchAll(/line-\d+-of-a-long-answer/g)) seen.add(line);
    const cursor = /cursor[= ]'?([\w-]+)/.exec(told.text)?.[1];
    if (cursor === undefined) break;
    assert.ok(parts < 40, "it comes to an end");
    told = await tell(client, "answer_continue", { cursor, max_tokens: 400 });
  }
  assert.equal(seen.size, 400);
});

test("a diagnosis costs at most 300 tokens even for a talkative program with many troubles", async () => {
  const long = "x".repeat(400);
  const { id, name } = await createContainer({
    command: [
      "sh",
      "-c",
      `for i in 1 2 3 4 5 6; do echo "FATAL ${long} cannot connect to db:5432: connection refused $i" >&2; echo "ERROR ${long} no space left on device $i" >&2; done; exit 7`,
    ],
    hostConfig: { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 }, Memory: 64 * 1_048_576 },
    labels: { "com.docker.compose.project": "budget" },
  });
  await waitFor("the last restart", async () => {
    const { State, RestartCount } = await engine<any>("GET", `/containers/${id}/json`);
    return RestartCount >= 3 && State.Status === "exited";
  });
  const told = await tell(client, "container_diagnose", { container: name });
  assert.ok(tokensOf(told) <= 300, `${tokensOf(told)}\n${told.text}`);
  assert.match(told.text, /disk_full|crash_loop/);
});

test("a diagnosis of a connection costs at most 300 tokens even with long names and many networks", async () => {
  const long = "n".repeat(60);
  const names = Array.from({ length: 6 }, (_, index) => `${uniqueName(long)}-${index}`);
  for (const Name of names) await engine("POST", "/networks/create", { Name, Labels: labels, Internal: true });
  const [first = "", ...others] = names;
  const ports = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`${8000 + index}/tcp`, {}]));
  const project = (name: string) => ({ "com.docker.compose.project": `${name}-${long}` });
  const from = await createContainer({
    name: uniqueName(`from-${long}`),
    labels: project("one"),
    hostConfig: { NetworkMode: first },
  });
  const to = await createContainer({
    name: uniqueName(`to-${long}`),
    labels: project("two"),
    hostConfig: { NetworkMode: others[0] },
    config: { ExposedPorts: ports },
  });
  for (const name of others.slice(1)) await engine("POST", `/networks/${name}/connect`, { Container: to.id });
  const apart = await tell(client, "network_diagnose", { from: from.name, to: to.name, port: 8000 });
  assert.equal(apart.data.cause, "no_shared_network", apart.text);
  assert.match(apart.text, /next: Connect/);
  assert.ok(tokensOf(apart) <= 300, `${tokensOf(apart)}\n${apart.text}`);
  await engine("POST", `/networks/${others[0]}/connect`, { Container: from.id });
  await waitFor("the connection", async () => {
    const told = await tell(client, "network_diagnose", { from: from.name, to: to.name, port: 8000 });
    assert.ok(tokensOf(told) <= 300, `${tokensOf(told)}\n${told.text}`);
    return told.data.cause === "nothing_listens";
  });
});
