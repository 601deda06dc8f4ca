import assert from "node:assert/strict";
import { test } from "node:test";
import { createContainer, engine, EngineCallError, labels, uniqueName } from "../support/engine.ts";
import { oneAgent } from "./one-agent.ts";

// What a person has approved is changed behind a name before the call is made.

const world = oneAgent([
  'allow: ["risk:read", "container.*", "network.*", "stack.*"]',
  "ask: [container.create, stack.up]",
  "containment: { level: privileged, mountRoots: [] }",
]);

/** Has a create approved, lets something happen, and makes the very same call again; gives its status. */
async function approvedThen(
  name: string,
  fields: Record<string, unknown>,
  happen: () => Promise<unknown>,
): Promise<number> {
  const body = { name, command: ["true"], labels, ...fields };
  const asked = await world.agent("POST", "/api/containers", body);
  assert.equal(asked.status, 202, asked.text);
  const approved = await world.server.call("POST", `/api/approvals/${asked.body.approval.id}/approve`, {});
  assert.equal(approved.status, 200, approved.text);
  await happen();
  return (await world.agent("POST", "/api/containers", body)).status;
}

async function isThere(name: string): Promise<boolean> {
  try {
    await engine("GET", `/containers/${name}/json`);
    return true;
  } catch (error) {
    if (error instanceof EngineCallError && error.status === 404) return false;
    throw error;
  }
}

test("an approved container is made when nothing has changed", async () => {
  const name = uniqueName("swap");
  assert.equal(await approvedThen(name, { image: "busybox" }, () => Promise.resolve()), 201);
  assert.ok(await isThere(name));
});

test("an image's tag that has been moved to another one has to be approved again", async () => {
  const { id } = await createContainer();
  const image = uniqueName("moving");
  await engine("POST", `/commit?container=${id}&repo=${image}&tag=1`, { Cmd: ["true"], Labels: labels });
  const name = uniqueName("swap");
  const status = await approvedThen(name, { image: `${image}:1` }, () =>
    engine("POST", `/commit?container=${id}&repo=${image}&tag=1`, { Cmd: ["evil"], Labels: labels }),
  );
  assert.equal(status, 202);
  assert.equal(await isThere(name), false);
});

test("a volume that has been made anew as a host directory has to be approved again", async () => {
  const volume = uniqueName("moving");
  await engine("POST", "/volumes/create", { Name: volume, Labels: labels });
  const name = uniqueName("swap");
  const status = await approvedThen(name, { image: "busybox", volumes: [`${volume}:/v`] }, async () => {
    await engine("DELETE", `/volumes/${volume}`);
    const DriverOpts = { type: "none", o: "bind", device: "/etc" };
    await engine("POST", "/volumes/create", { Name: volume, DriverOpts, Labels: labels });
  });
  assert.equal(status, 202);
  assert.equal(await isThere(name), false);
});

test("a network that has been made anew under its name has to be approved again", async () => {
  const network = uniqueName("moving");
  const { Id } = await engine<{ Id: string }>("POST", "/networks/create", { Name: network, Labels: labels });
  const name = uniqueName("swap");
  const status = await approvedThen(name, { image: "busybox", network }, async () => {
    await engine("DELETE", `/networks/${Id}`);
    await engine("POST", "/networks/create", { Name: network, Labels: labels, Internal: true });
  });
  assert.equal(status, 202);
  assert.equal(await isThere(name), false);
});

test("a stack whose document was saved anew after the yes has to be approved again, and nothing of the new one is made", async () => {
  const name = uniqueName("pile");
  const own = `labels: ${JSON.stringify(labels)}`;
  const networks = `networks: { default: { ${own} } }\n`;
  const fine = `services:\n  web: { image: busybox, command: sleep 60, ${own} }\n${networks}`;
  const evil = `services:\n  web: { image: busybox, command: sleep 60, privileged: true, volumes: ["/:/host"], ${own} }\n${networks}`;
  assert.equal((await world.agent("PUT", `/api/stacks/${name}`, { document: fine })).status, 200);
  const asked = await world.agent("POST", `/api/stacks/${name}/up`, {});
  assert.equal(asked.status, 202, asked.text);
  const approved = await world.server.call("POST", `/api/approvals/${asked.body.approval.id}/approve`, {});
  assert.equal(approved.status, 200, approved.text);
  const saved = await world.agent("PUT", `/api/stacks/${name}`, { document: evil });
  const again = await world.agent("POST", `/api/stacks/${name}/up`, {});
  assert.equal(again.status, 202, `${saved.text}\n${again.text}`);
  const made = await engine<{ Names: string[] }[]>("GET", "/containers/json?all=1");
  assert.deepEqual(
    made.filter(({ Names }) => Names.some((one) => one.includes(name))),
    [],
  );
});
