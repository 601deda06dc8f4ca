// Many removals and returns at once: afterwards everything is as it was, and nothing is there twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { engine, removeOwn, testLabel, runId } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { changedSince, manyKinds, remember } from "./scene.ts";

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
  await removeOwn();
});

const remove = (id: string) => server.call("DELETE", `/api/containers/${id}?force=true`);
const restore = (id: string) => server.call("POST", `/api/trash/${id}/restore`, {});
const own = async (): Promise<string[]> => {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${testLabel}=${runId}`] }));
  const all = await engine<{ Id: string }[]>("GET", `/containers/json?all=true&filters=${filters}`);
  return all.map(({ Id }) => Id).toSorted((left, right) => left.localeCompare(right));
};

test("after a storm of removals and returns every container is as before, byte for byte beside what belongs to one run", async () => {
  const kinds = await Promise.all((await manyKinds()).map(remember));
  const ids = await own();
  const [shared, ...others] = kinds;
  assert.ok(shared !== undefined);
  for (let round = 0; round < 3; round++) {
    // Each twice at once: one of the two wins, and the other changes nothing.
    const removals = await Promise.all(others.flatMap(({ id }) => [remove(id), remove(id)]));
    for (const { status, text } of removals) assert.ok([200, 404, 409].includes(status), text);
    assert.equal(removals.filter(({ status }) => status === 200).length, others.length);
    const returns = await Promise.all(others.flatMap(({ id }) => [restore(id), restore(id)]));
    for (const { status, text } of returns) assert.ok([200, 404, 409].includes(status), text);
    assert.equal(returns.filter(({ status }) => status === 200).length, others.length);
  }
  // The one whose network another shares goes and comes alone: without it the other could not start.
  assert.equal((await remove(shared.id)).status, 200);
  assert.equal((await restore(shared.id)).status, 200);
  for (const kind of kinds) assert.deepEqual(await changedSince(kind), [], kind.name);
  assert.deepEqual(await own(), ids);
  assert.deepEqual((await server.call("GET", "/api/trash")).body.removed, []);
});

test("removals and returns of one container from all sides end in one of the two", async () => {
  const [, , kind] = await manyKinds();
  assert.ok(kind !== undefined);
  const web = await remember(kind);
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, turn) => (turn % 2 === 0 ? remove(web.id) : restore(web.id))),
  );
  for (const { status, text } of answers) assert.ok(status < 500, text);
  const { removed } = (await server.call("GET", "/api/trash")).body;
  const lies = removed.filter(({ full_id: id }: { full_id: string }) => id === web.id).length;
  assert.equal((await server.call("GET", `/api/containers/${web.id}`)).status, lies === 1 ? 404 : 200);
  if (lies === 1) assert.equal((await restore(web.id)).status, 200);
  assert.deepEqual(await changedSince(web), []);
});
