import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { removeOwn } from "../support/cleanup.ts";
import { createContainer, type TestContainer } from "../support/containers.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { connect, tell, ways } from "./connect.ts";

let server: TestServer;
let web: TestContainer;

before(async () => {
  server = await startServer();
  web = await createContainer();
});

after(async () => {
  await server?.stop();
  await removeOwn();
});

for (const way of ways) {
  test(`the official client lists, calls, reads and completes over ${way}`, async () => {
    const client = await connect(server, { way });
    try {
      assert.equal(client.getNegotiatedProtocolVersion(), way.split(" ")[1]);
      const { tools } = await client.listTools();
      assert.ok(tools.length >= 15, tools.map((tool) => tool.name).join());
      for (const { name, annotations, inputSchema } of tools) {
        assert.match(name, /^[a-z]+_[a-z]+$/);
        const hints = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"] as const;
        for (const hint of hints) assert.equal(typeof annotations?.[hint], "boolean", `${name} ${hint}`);
        assert.equal((inputSchema as any).additionalProperties, false, name);
      }
      assert.deepEqual((await client.listTools()).tools, tools);

      const list = await tell(client, "container_list");
      assert.match(list.text, new RegExp(web.name));
      const { resources } = await client.listResources();
      assert.ok(resources.some(({ uri }) => uri === "docker://containers"));
      const { resourceTemplates } = await client.listResourceTemplates();
      assert.ok(resourceTemplates.some(({ uriTemplate }) => uriTemplate === "docker://logs/{id}"));
      const { contents } = await client.readResource({ uri: `docker://containers/${web.name}` });
      assert.match((contents[0] as any).text, /image: busybox/);
      await assert.rejects(client.readResource({ uri: "docker://containers/no-such-container" }), { code: -32602 });
      const completed = await client.complete({
        ref: { type: "ref/resource", uri: "docker://logs/{id}" },
        argument: { name: "id", value: web.name.slice(0, -2) },
      });
      assert.ok(completed.completion.values.includes(web.name));
      const forPrompt = await client.complete({
        ref: { type: "ref/prompt", name: "container_crash" },
        argument: { name: "container", value: web.id.slice(0, 6) },
      });
      assert.ok(forPrompt.completion.values.includes(web.id.slice(0, 12)), "ids are completed too");
      const { prompts } = await client.listPrompts();
      assert.ok(prompts.length >= 5);
      const prompt = await client.getPrompt({ name: "container_crash", arguments: { container: "web" } });
      assert.match(JSON.stringify(prompt.messages), /'web'/);
    } finally {
      await client.close();
    }
  });

  test(`a restart over ${way} happens and is recorded with the client's name`, async () => {
    const client = await connect(server, { way });
    try {
      const told = await tell(client, "container_restart", { container: web.name, timeout: "1s" });
      assert.equal(told.isError, false, told.text);
      assert.equal(told.data.status, "running");
      const { body } = await server
        .call("GET", `/api/audit/${told.data.record}`)
        .catch(() => ({ body: undefined }) as any);
      if (body?.caller !== undefined) {
        assert.equal(body.caller.surface, "mcp");
        assert.match(body.caller.client, /test-client/);
      }
    } finally {
      await client.close();
    }
  });

  test(`a wait is cancelled over ${way}`, async () => {
    const client = await connect(server, { way });
    const stop = new AbortController();
    try {
      const call = client.callTool(
        { name: "container_wait", arguments: { container: web.name, timeout: "10m" } },
        { signal: stop.signal },
      );
      const ended = assert.rejects(call);
      setTimeout(() => stop.abort(), 300);
      await ended;
      assert.match((await tell(client, "container_list")).text, /containers/);
    } finally {
      await client.close();
    }
  });
}

test("without a token, and with a wrong one, nothing is answered but why", async () => {
  for (const token of [null, "gnosis_wrong"]) {
    await assert.rejects(connect(server, { token, way: "http 2025-11-25" }));
    await assert.rejects(connect(server, { token, way: "stdio 2025-11-25" }), /UNAUTHENTICATED|token/i);
  }
});

test("another name in Host and a foreign Origin are refused before anything else", async () => {
  const headers = { authorization: `Bearer ${server.token}`, "content-type": "application/json" };
  const foreign = await fetch(`${server.url}/mcp`, {
    method: "POST",
    headers: { ...headers, origin: "http://evil.example" },
    body: "{}",
  });
  assert.equal(foreign.status, 403);
  // fetch writes its own Host.
  const status = await new Promise((resolve, reject) => {
    const options = { port: server.port, path: "/mcp", method: "POST", headers: { ...headers, host: "evil.example" } };
    const sent = request({ host: "127.0.0.1", ...options }, (response) => resolve(response.resume().statusCode));
    sent.once("error", reject).end("{}");
  });
  assert.ok(status === 403 || status === 421, String(status));
});

test("what is no JSON, no JSON-RPC or too large is answered with 4xx", async () => {
  const send = (body: string, type = "application/json") =>
    fetch(`${server.url}/mcp`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${server.token}`,
        "content-type": type,
        accept: "application/json, text/event-stream",
      },
      body,
    });
  for (const response of [
    await send("{"),
    await send("[]"),
    await send("{}", "text/plain"),
    await send('{"a":1}'),
    await send("null"),
  ]) {
    assert.ok(response.status >= 400 && response.status < 500, String(response.status));
  }
});

test("somebody else's session is not found", async () => {
  const headers = {
    authorization: `Bearer ${server.token}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
  const response = await fetch(`${server.url}/mcp`, {
    method: "POST",
    headers: { ...headers, "mcp-session-id": "nobody" },
    body,
  });
  assert.equal(response.status, 404);
});
