import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Client } from "@modelcontextprotocol/client";
import { removeOwn } from "../support/cleanup.ts";
import { createContainer, inspectContainer, uniqueName } from "../support/containers.ts";
import { engine } from "../support/engine-call.ts";
import { labels, runId, testLabel } from "../support/run-id.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { startStuckRegistry, type StuckRegistry } from "../support/stuck-registry.ts";
import { waitFor } from "../support/wait-for.ts";
import { connect, tell, ways } from "./connect.ts";

// What lasts tells how far it is, and when the client no longer wants it, the engine stops working on it.

let server: TestServer;
let registry: StuckRegistry;
let projects: string;
const marker = String(30_000_000 + Math.floor(Math.random() * 9_000_000));

before(async () => {
  projects = mkdtempSync(join(tmpdir(), "gnosis-projects-"));
  mkdirSync(join(projects, "slow"));
  mkdirSync(join(projects, "broken"));
  const label = `LABEL ${testLabel}=${runId}`;
  writeFileSync(join(projects, "slow", "Dockerfile"), `FROM busybox:latest\n${label}\nRUN sleep ${marker}\n`);
  const fail = "RUN echo the reason is here && exit 7";
  writeFileSync(join(projects, "broken", "Dockerfile"), `FROM busybox:latest\n${label}\n${fail}\n`);
  registry = await startStuckRegistry();
  server = await startServer({ env: { GNOSIS_PROJECT_ROOTS: projects } });
});

after(async () => {
  for (const client of clients) await client.close();
  await server?.stop();
  await registry?.stop();
  await removeOwn();
  rmSync(projects, { recursive: true, force: true });
});

const clients: Client[] = [];

async function opened(options: Parameters<typeof connect>[1] = {}): Promise<Client> {
  const client = await connect(server, options);
  clients.push(client);
  return client;
}

/** Calls a tool, waits until it has told of its progress and `begun` holds, and breaks it off. */
async function cancelled(client: Client, name: string, input: object, begun: () => Promise<boolean>): Promise<void> {
  const stop = new AbortController();
  const seen: number[] = [];
  const options = { signal: stop.signal, onprogress: ({ progress }: any) => void seen.push(progress) };
  const ended = assert.rejects(client.callTool({ name, arguments: input as any }, options));
  await waitFor(`${name} to begin`, async () => seen.length > 0 && (await begun()));
  stop.abort();
  await ended;
  assert.deepEqual(
    seen,
    [...new Set(seen)].toSorted((a, b) => a - b),
    "progress only grows",
  );
}

for (const way of ways) {
  test(`over ${way} a pull tells its progress, and the engine gives it up when the client does`, async () => {
    const client = await opened({ way });
    const before = registry.ended();
    const image = `${registry.address}/${uniqueName("stuck")}:1`;
    await cancelled(client, "image_pull", { image }, async () => registry.open() > 0);
    await waitFor("the engine to hang up", async () => registry.ended() > before && registry.open() === 0);
    assert.match((await tell(client, "container_list")).text, /containers/, "the connection goes on");
  });
}

test("a push tells its progress, and the engine gives it up when the client does", async () => {
  const client = await opened();
  const image = `${registry.address}/${uniqueName("stuck")}:1`;
  const { id } = await createContainer({ start: false });
  const repo = encodeURIComponent(image.slice(0, -2));
  const query = `container=${id}&repo=${repo}&tag=1`;
  await engine("POST", `/commit?${query}`, { Labels: labels });
  const before = registry.ended();
  await cancelled(client, "image_push", { image }, async () => registry.open() > 0);
  await waitFor("the engine to hang up", async () => registry.ended() > before && registry.open() === 0);
});

test("a build tells its progress, and the engine stops its step when the client gives up", async () => {
  const client = await opened({ way: "stdio 2025-11-25" });
  const sleeping = async (): Promise<any[]> =>
    (await engine<any[]>("GET", "/containers/json")).filter(({ Command }) => Command.includes(marker));
  await cancelled(client, "image_build", { project: "slow" }, async () => (await sleeping()).length > 0);
  await waitFor("the step to end", async () => (await sleeping()).length === 0);
});

test("a build that fails shows its last lines, marked as text of others", async () => {
  const client = await opened();
  const told = await tell(client, "image_build", { project: "broken" });
  assert.equal(told.isError, true);
  assert.match(told.text, /^ENGINE_REFUSED: /);
  assert.match(told.text, /<untrusted ([0-9a-f]{6}): build output[^]*the reason is here[^]*<\/untrusted \1>/);
});

test("a prune tells its progress, and takes no more when the client gives up", async () => {
  const scope = { label: { [testLabel]: runId } };
  const { status, body } = await server.call("POST", "/api/tokens", { name: uniqueName(), role: "admin", scope });
  assert.equal(status, 201, JSON.stringify(body));
  const client = await opened({ profile: "admin", token: body.text });
  const made = await Promise.all(Array.from({ length: 12 }, () => createContainer({ command: ["true"] })));
  for (const { id } of made) {
    await waitFor("its end", async () => (await inspectContainer(id)).State.Status === "exited");
  }
  const there = async (): Promise<number> => {
    const { text } = await tell(client, "host_prune", { kind: "container", dry_run: true });
    return Number(/^(\d+) containers/.exec(text)?.[1]);
  };
  await waitFor("all to be seen", async () => (await there()) >= made.length);
  await cancelled(client, "host_prune", { kind: "container" }, async () => true);
  await waitFor("the prune to stop", async () => {
    const { body: page } = await server.call("GET", "/api/audit?operation=container.prune&limit=50");
    return page.records.some(({ outcome }: any) => outcome?.code === "CLIENT_GONE");
  });
  assert.ok((await there()) > 0, "what it had not come to is still there");
});
