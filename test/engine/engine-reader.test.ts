import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createEngineClient } from "../../src/engine/create-client.ts";
import { createEngineReader } from "../../src/engine/engine-reader.ts";
import { endpointUnderTest } from "../support/endpoint-under-test.ts";
import { GnosisError } from "../../src/kernel/errors.ts";
import { frames } from "../../src/engine/frames.ts";

const run = `engine-reader-${process.pid}-${Date.now()}`;
const client = createEngineClient(endpointUnderTest());
const reader = createEngineReader(client);
const labels = { "gnosis-docker.test": run };
const ids: string[] = [];

async function create(name: string, ...Cmd: string[]): Promise<string> {
  const body = { Image: "busybox:latest", Cmd, Labels: labels };
  const { Id } = await client.json<{ Id: string }>("POST", "/containers/create", { query: { name }, body });
  ids.push(Id);
  return Id;
}
let id = "";
before(async () => {
  id = await create(`${run}-web`, "sh", "-c", "echo out; echo err >&2; cat");
});
after(async () => {
  for (const one of ids) await client.json("DELETE", `/containers/${one}`, { query: { force: true, v: true } });
  client.close();
});

test("a container is found by full id, name and unambiguous prefix", async () => {
  for (const reference of [id, `${run}-web`, `/${run}-web`, id.slice(0, 12)]) {
    assert.equal((await reader.container(reference)).value.Id, id);
  }
});

test("what isn't there is an error with the closest names", async () => {
  const thrown = await reader.container(`${run}-wbe`).catch((error: unknown) => error);
  assert(thrown instanceof GnosisError);
  assert.deepEqual([thrown.code, thrown.detail.closest], ["CONTAINER_NOT_FOUND", [`${run}-web`]]);
  await assert.rejects(reader.image("busybux"), { code: "IMAGE_NOT_FOUND" });
  await assert.rejects(reader.volume("no-such-volume"), { code: "VOLUME_NOT_FOUND" });
  await assert.rejects(reader.network("bridgw"), { code: "NETWORK_NOT_FOUND" });
});

test("names that would change the path are refused before the engine sees them", async () => {
  for (const bad of ["..", "a/b", "a?b", "", "a#b", "a\\b"]) {
    await assert.rejects(reader.container(bad), { code: "INPUT_INVALID" }, bad);
    await assert.rejects(reader.volume(bad), { code: "INPUT_INVALID" }, bad);
  }
  await assert.rejects(reader.image("a/../b"), { code: "INPUT_INVALID" });
});

test("lists take filters, and say where they come from", async () => {
  const { value, age } = await reader.containers({ all: true, filters: { label: [`gnosis-docker.test=${run}`] } });
  assert.deepEqual(
    value.map((one) => one.Id),
    [id],
  );
  assert.deepEqual([age.source, age.stale], ["engine", false]);
  assert((await reader.images({})).value.some((image) => image.RepoTags?.includes("busybox:latest")));
  assert((await reader.networks({})).value.some((network) => network.Name === "bridge"));
  assert(Array.isArray((await reader.volumes({})).value));
});

test("attach carries input and output, and logs come apart by stream", async () => {
  const query = { stream: true, stdin: true, stdout: true, stderr: true };
  const body = { Image: "busybox:latest", Cmd: ["cat"], Labels: labels, OpenStdin: true, StdinOnce: true };
  const { Id } = await client.json<{ Id: string }>("POST", "/containers/create", { body });
  ids.push(Id);
  const tunnel = await client.tunnel("POST", `/containers/${Id}/attach`, { query });
  await client.json("POST", `/containers/${Id}/start`);
  tunnel.socket.end("through and back");
  let text = "";
  for await (const chunk of frames(tunnel.socket, { multiplexed: true })) text += chunk.data.toString();
  assert.equal(text, "through and back");

  await client.json("POST", `/containers/${id}/start`);
  await client.json("POST", `/containers/${id}/wait`);
  const logs = await client.open("GET", `/containers/${id}/logs`, { query: { stdout: true, stderr: true } });
  const got = await Array.fromAsync(
    frames(logs.body, { multiplexed: true }),
    ({ stream, data }) => `${stream}:${data}`,
  );
  assert.deepEqual(got.toSorted(), ["stderr:err\n", "stdout:out\n"]);
});
