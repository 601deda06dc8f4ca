import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Client as McpClient } from "@modelcontextprotocol/client";
import { connect, tell } from "../mcp/connect.ts";
import { client } from "../support/client.ts";
import { createContainer, engineSocket, labels, removeOwn, type TestContainer, uniqueName } from "../support/engine.ts";
import { type Podman, startPodman } from "../support/podman.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

// Two engines that have nothing in common: `here` is the test engine, `pod` a Podman of its own.

const policy = `version: 1
roles:
  pod-only:
    allow: ["risk:read", container.stop]
    scope: { endpoint: pod }
`;
const dataDir = mkdtempSync(join(tmpdir(), "gnosis-docker-several-"));
let podman: Podman;
let server: TestServer;
let mcp: McpClient;
let here: TestContainer;
const there = uniqueName("pod");
before(async () => {
  podman = await startPodman();
  await podman.load("busybox:latest");
  const endpoints = [
    { name: "here", address: `unix://${engineSocket()}` },
    { name: "pod", address: `unix://${podman.socketPath}` },
  ];
  writeFileSync(join(dataDir, "config.yaml"), JSON.stringify({ endpoints }));
  writeFileSync(join(dataDir, "policy.yaml"), policy);
  server = await startServer({ dataDir });
  here = await createContainer();
  const body = { name: there, image: "busybox", labels, command: ["sh", "-c", "echo from the pod; sleep 600"] };
  const made = await server.call("POST", "/api/containers?endpoint=pod", body);
  assert.equal(made.status, 201, made.text);
  assert.equal((await server.call("POST", `/api/containers/${there}/start?endpoint=pod`)).status, 200);
  mcp = await connect(server);
});
after(async () => {
  await mcp?.close();
  await server?.stop();
  await podman?.stop();
  await removeOwn();
  rmSync(dataDir, { recursive: true, force: true });
});

const read = async (uri: string): Promise<string> => {
  const { contents } = await mcp.readResource({ uri });
  return contents.map((one) => ("text" in one ? one.text : "")).join("");
};

test("MCP resources name their engine, and without a name are the first one's", async () => {
  const { resources } = await mcp.listResources();
  const uris = resources.map(({ uri }) => uri);
  for (const uri of ["docker://containers", "docker://containers?endpoint=here", "docker://host?endpoint=pod"])
    assert.ok(uris.includes(uri), uris.join(" "));
  const { resourceTemplates } = await mcp.listResourceTemplates();
  assert.ok(resourceTemplates.every(({ uriTemplate }) => uriTemplate.endsWith("{?endpoint}")));
  assert.match(await read("docker://containers?endpoint=pod"), new RegExp(there));
  assert.ok(!(await read("docker://containers")).includes(there));
  await waitFor("its log", async () => (await read(`docker://logs/${there}?endpoint=pod`)).includes("from the pod"));
  await assert.rejects(read(`docker://containers/${there}`), /not found/i);
  await assert.rejects(read("docker://containers?endpoint=nowhere"), /not found/i);
  await assert.rejects(read("docker://containers?endpoint=pod&endpoint=here"), /not found/i);
});

test("MCP tools ask the engine that is named, and refuse a change that names none", async () => {
  assert.match((await tell(mcp, "container_list", { endpoint: "pod" })).text, new RegExp(there));
  const refused = await tell(mcp, "container_stop", { container: here.name });
  assert.ok(refused.isError, refused.text);
  assert.match(refused.text, /several engines/);
});

test("a role whose scope is one engine sees and changes nothing of another", async () => {
  const { body } = await server.call("POST", "/api/tokens", { name: uniqueName("pod"), role: "pod-only" });
  const podOnly = client(server.url, body.text);
  const spanning = await podOnly("GET", "/api/containers?all=true&endpoint=all");
  assert.equal(spanning.status, 200, spanning.text);
  const names = spanning.body.containers.map((one: any) => one.name);
  assert.ok(names.includes(there) && !names.includes(here.name), names.join(" "));
  for (const [method, path] of [
    ["GET", `/api/containers/${here.name}?endpoint=here`],
    ["POST", `/api/containers/${here.name}/stop?endpoint=here`],
    ["GET", `/api/containers/${here.id}/logs?endpoint=here`],
  ] as const) {
    const { status, text } = await podOnly(method, path);
    assert.ok(status === 403 || status === 404, `${method} ${path}: ${status} ${text}`);
    assert.ok(!text.includes(here.name) || status === 404, text);
  }
  // Nor is the other engine there: not in lists, not in errors, not by its name.
  const { body: listed } = await podOnly("GET", "/api/endpoints");
  assert.deepEqual(
    listed.endpoints.map(({ name }: { name: string }) => name),
    ["pod"],
  );
  const told = async (endpoint: string): Promise<string> => {
    const { status, text } = await podOnly("GET", `/api/containers?endpoint=${endpoint}`);
    const { request: _request, ...rest } = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify({ status, ...rest });
  };
  assert.equal(await told("here"), await told("gone"));
  assert.doesNotMatch(await told("gone"), /\bhere\b/);
  assert.equal((await podOnly("POST", `/api/containers/${there}/stop?endpoint=pod`, { timeout: 1 })).status, 200);
});

test("two engines in one call, and names that are none, are refused before anything is asked", async () => {
  for (const query of ["endpoint=pod&endpoint=here", "endpoint=POD", "endpoint=", "endpoint=..%2Fpod"]) {
    const { status, body } = await server.call("POST", `/api/containers/${here.name}/stop?${query}`);
    assert.deepEqual([status, body.code], [400, "INPUT_INVALID"], query);
  }
  const state = await server.call("GET", `/api/containers/${here.name}?endpoint=here`);
  assert.equal(state.body.status, "running");
});

test("records say which engine a call was for", async () => {
  const { body } = await server.call("GET", "/api/audit?operation=container.stop&limit=20");
  const engines = new Map<string, string>(body.records.map((one: any) => [one.outcome ?? one.state, one.endpoint]));
  assert.ok([...engines.values()].includes("pod"), JSON.stringify([...engines]));
  const ofPod = body.records.filter((one: any) => JSON.stringify(one).includes(there));
  assert.ok(ofPod.length > 0 && ofPod.every((one: any) => one.endpoint === "pod"));
});
