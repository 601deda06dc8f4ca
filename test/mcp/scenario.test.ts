import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Client } from "@modelcontextprotocol/client";
import { removeOwn } from "../support/cleanup.ts";
import { createContainer, uniqueName } from "../support/containers.ts";
import { engine } from "../support/engine-call.ts";
import { freePort, startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";
import { connect, tell, type Told } from "./connect.ts";

// An assistant that has only these tools, and knows only that something is wrong, finds each cause in at most two calls:
// host_diagnose or container_list may tell the container's name, container_diagnose must tell the cause.

let server: TestServer;
let client: Client;

before(async () => {
  server = await startServer();
  client = await connect(server, { way: "stdio 2025-11-25" });
});

after(async () => {
  await client?.close();
  await server?.stop();
  await removeOwn();
});

const state = async (id: string): Promise<any> => (await engine<any>("GET", `/containers/${id}/json`)).State;
const ended = (id: string) => waitFor("the end of the program", async () => !(await state(id)).Running);
const diagnose = (name: string): Promise<Told> => tell(client, "container_diagnose", { container: name });

test("a crash loop", async () => {
  const { id, name } = await createContainer({
    command: ["sh", "-c", "echo starting; echo 'FATAL: cannot open /etc/app.conf' >&2; exit 3"],
    hostConfig: { RestartPolicy: { Name: "always", MaximumRetryCount: 0 } },
  });
  await waitFor("a few restarts", async () => (await engine<any>("GET", `/containers/${id}/json`)).RestartCount >= 3);
  const told = await diagnose(name);
  assert.equal(told.data.cause, "crash_loop", told.text);
  assert.match(told.text, /exit 3/);
  assert.match(told.text, /cannot open \/etc\/app\.conf/);
});

test("a wrong port", async () => {
  const port = await freePort();
  const { id, name } = await createContainer({
    command: ["sh", "-c", "echo 'listening on 0.0.0.0:3000'; exec httpd -f -p 3000"],
    hostConfig: { PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] } },
    config: { ExposedPorts: { "80/tcp": {} } },
  });
  await waitFor("its first words", async () =>
    (await tell(client, "log_search", { containers: [id] })).text.includes("listening"),
  );
  const told = await diagnose(name);
  assert.equal(told.data.cause, "wrong_port", told.text);
  assert.match(told.text, /3000/);
  assert.match(told.text, /80\/tcp/);
});

test("a full volume", async () => {
  const volume = uniqueName("full");
  const { labels } = await import("../support/run-id.ts");
  const options = { type: "tmpfs", device: "tmpfs", o: "size=64k" };
  await engine("POST", "/volumes/create", { Name: volume, DriverOpts: options, Labels: labels });
  const { id, name } = await createContainer({
    command: ["sh", "-c", "dd if=/dev/zero of=/data/db bs=1k count=1000 || { echo 'write failed' >&2; exit 1; }"],
    hostConfig: { Mounts: [{ Type: "volume", Source: volume, Target: "/data" }] },
  });
  await ended(id);
  const told = await diagnose(name);
  assert.equal(told.data.cause, "disk_full", told.text);
  assert.match(told.text, new RegExp(`${volume}|/data`));
});

test("an OOM kill", async () => {
  const { id, name } = await createContainer({
    command: ["sh", "-c", "x=x; while :; do x=$x$x; done"],
    hostConfig: { Memory: 16 * 1_048_576, MemorySwap: 16 * 1_048_576 },
  });
  await ended(id);
  const told = await diagnose(name);
  assert.equal(told.data.cause, "out_of_memory", told.text);
  assert.equal(told.data.certainty, "certain");
  assert.match(told.text, /16MiB/);
});

test("a container that somebody else stopped, through Gnosis Docker and past it", async () => {
  const through = await createContainer();
  const other = await connect(server);
  assert.equal((await tell(other, "container_stop", { container: through.name, timeout: "5s" })).isError, false);
  await other.close();
  const told = await diagnose(through.name);
  assert.equal(told.data.cause, "stopped_on_request", told.text);
  assert.match(told.text, /container\.stop via mcp/);
  assert.match(told.text, /record rec_/);

  const past = await createContainer();
  await engine("POST", `/containers/${past.id}/stop?t=5`);
  const outside = await diagnose(past.name);
  assert.equal(outside.data.cause, "stopped_on_request", outside.text);
  assert.match(outside.text, /outside Gnosis Docker/);
});

test("which container is in trouble is told by one call about the host", async () => {
  const { id, name } = await createContainer({ command: ["sh", "-c", "exit 9"] });
  await ended(id);
  await waitFor("the state to be known", async () => {
    const told = await tell(client, "host_diagnose", { disk: false, max_tokens: 5000 });
    return told.text.includes(`failed ${name}: Exited (9)`);
  });
});
