import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Client } from "@modelcontextprotocol/client";
import { cliFor } from "../cli/run-cli.ts";
import { connect, tell } from "../mcp/connect.ts";
import { removeOwn } from "../support/engine.ts";
import { docker, startSandboxServer } from "./sandbox-server.ts";

const server = await startSandboxServer();
const cli = cliFor(server);
after(async () => {
  await server.stop();
  await removeOwn();
});

/** How tools take the engine's name, for this client. */
async function endpointField(client: Client): Promise<any> {
  const { tools } = await client.listTools();
  const tool: any = tools.find(({ name }) => name === "container_list");
  return tool.inputSchema.properties.endpoint;
}

const limits = ["--memory", "512MiB", "--disk", "256MiB", "--time", "10m"];

test("on the command line a sandbox is made, used, listed and removed; a program's exit code is that of exec", async () => {
  const made = await cli(["sandbox", "create", "one", ...limits, "--images", "busybox", "--with-token"]);
  assert.equal(made.code, 0, made.errors);
  const socket = /DOCKER_HOST=unix:\/\/(\S+)/.exec(made.output)?.[1] ?? "";
  assert.equal((await docker(socket, "run", "--rm", "busybox", "echo", "inside")).output, "inside\n");
  const ran = await cli(["sandbox", "exec", "one", "--", "sh", "-c", "echo out; exit 7"]);
  assert.deepEqual([ran.code, ran.output], [7, "out\n"], ran.errors);
  assert.match((await cli(["image", "list", "--endpoint", "sandbox-one"])).output, /busybox/);
  const token = /(gnosis_\S+)/.exec(made.output)?.[1] ?? "";
  assert.match((await cliFor(server, token)(["image", "list"])).output, /busybox/);
  assert.match((await cli(["sandbox", "list"])).output, /one\s+ready/);
  const removed = await cli(["sandbox", "remove", "one"]);
  assert.equal(removed.code, 0, removed.errors);
  assert.match((await cli(["sandbox", "list", "--all"])).output, /one\s+ended.*Removed by/);
});

test("an assistant has one tool for it, and works inside with the tools that it has, by the endpoint's name", async () => {
  const client = await connect(server, { profile: "admin" });
  assert.equal(await endpointField(client), undefined);
  const made = await tell(client, "sandbox_use", { action: "create", name: "two", images: ["busybox"], time: "10m" });
  assert.match(made.text, /two ready, endpoint sandbox-two/);
  const ran = await tell(client, "sandbox_use", { action: "exec", name: "two", command: ["echo", "hello"] });
  assert.match(ran.text, /exit 0[\s\S]*hello/);
  // Clients keep a list of tools for a minute; a new one sees the endpoint at once.
  const fresh = await connect(server, { profile: "admin" });
  assert.deepEqual((await endpointField(fresh)).enum, ["default", "sandbox-two"]);
  await fresh.close();
  const run = { image: "busybox", command: ["sleep", "600"], name: "web", endpoint: "sandbox-two" };
  assert.equal((await tell(client, "container_run", run)).isError, false);
  assert.match((await tell(client, "container_list", { endpoint: "sandbox-two" })).text, /web/);
  assert.match((await tell(client, "sandbox_use", { action: "list" })).text, /two ready/);
  assert.match((await tell(client, "sandbox_use", { action: "remove" })).text, /needs name/);
  assert.match((await tell(client, "sandbox_use", { action: "remove", name: "two" })).text, /is gone/);
  await client.close();
});
