import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { after, before, test } from "node:test";
import { bytes, createContainer, engine, rawCall, removeOwn, uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";
import { startGuarded, type Guarded } from "./support/guarded.ts";

let guarded: Guarded;
let socketPath: string;
const open: IncomingMessage[] = [];

before(async () => {
  guarded = await startGuarded({ roles: ["admin"] });
  socketPath = guarded.path("admin");
});

after(async () => {
  for (const stream of open) stream.destroy();
  await guarded?.stop();
  await removeOwn();
});

interface Told {
  readonly Action: string;
  readonly status?: string;
  readonly id?: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}

/** Follows events and gives what has come so far of one container. */
async function follow(id: string, filters?: Readonly<Record<string, readonly string[]>>): Promise<() => Told[]> {
  const query = filters === undefined ? "" : `?filters=${encodeURIComponent(JSON.stringify(filters))}`;
  const stream = await rawCall("GET", `/events${query}`, { socketPath });
  open.push(stream);
  let text = "";
  stream.on("error", () => undefined);
  stream.on("data", (part: Buffer) => (text += part.toString()));
  return () =>
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Told)
      .filter(({ Actor }) => Actor.ID === id);
}

const waiting = (id: string): Promise<IncomingMessage> =>
  rawCall("POST", `/containers/${id}/wait?condition=removed`, { socketPath });
const remove = (id: string): Promise<unknown> =>
  engine("DELETE", `/containers/${id}?force=1`, undefined, { socketPath });

test("who waits for a removal is answered when the container goes into the trash", async () => {
  const { id } = await createContainer({ command: ["sh", "-c", "exit 3"] });
  await waitFor("its end", async () => (await engine("GET", `/containers/${id}/json`)).State.Status === "exited");
  const answer = await waiting(id);
  assert.equal(answer.statusCode, 200);
  await remove(id);
  assert.deepEqual(JSON.parse((await bytes(answer)).toString()), { StatusCode: 3 });
  // It is still there, for whoever wants it back.
  await engine("GET", `/containers/${id}/json`);
});

test("a running container that is removed by force, through any door, ends the wait for its removal", async () => {
  const { id } = await createContainer();
  const answer = await waiting(id);
  await guarded.server.call("DELETE", `/api/containers/${id}?force=true`);
  // Force stops it in the ordinary way first; what it ends with is its own business.
  const { State } = await engine("GET", `/containers/${id}/json`);
  assert.deepEqual(JSON.parse((await bytes(answer)).toString()), { StatusCode: State.ExitCode });
});

test("a container that goes for good ends the wait in the engine's own way", async () => {
  const { id } = await createContainer({ hostConfig: { AutoRemove: true } });
  const answer = await waiting(id);
  await remove(id);
  assert.equal(JSON.parse((await bytes(answer)).toString()).StatusCode, 137);
});

test("followers of events see a container that goes into the trash end and be destroyed, and nothing after that", async () => {
  const name = uniqueName("gone");
  const { id } = await createContainer({ name });
  const all = await follow(id);
  const some = await follow(id, { type: ["container"], event: ["destroy"] });
  const byName = await follow(id, { container: [name], event: ["die", "destroy"] });
  const renames = await follow(id, { event: ["rename", "die"] });
  await remove(id);
  for (const told of [all, some, byName]) {
    await waitFor("destroy", async () => told().some(({ Action }) => Action === "destroy"));
    const destroyed = told().find(({ Action }) => Action === "destroy");
    assert.equal(destroyed?.Actor.Attributes["name"], name);
    assert.equal(destroyed?.Actor.Attributes["oldName"], undefined);
    assert.equal(destroyed?.status, "destroy");
    assert.equal(destroyed?.id, id);
  }
  assert.ok(all().some(({ Action }) => Action === "die"));
  assert.ok(all().every(({ Action }) => Action !== "rename"));
  assert.deepEqual(
    byName().map(({ Action }) => Action),
    ["die", "destroy"],
  );
  assert.deepEqual(
    renames().map(({ Action }) => Action),
    ["die"],
  );
  await guarded.server.call("DELETE", `/api/trash?id=${id}`);
  await engine("GET", `/containers/${id}/json`).then(
    () => assert.fail("it is still there"),
    (error: { status: number }) => assert.equal(error.status, 404),
  );
  // Whatever came by now came in order: a later event of another container shows that nothing more is on its way.
  const { id: later } = await createContainer();
  const marks = await follow(later);
  await engine("POST", `/containers/${later}/pause`);
  await waitFor("a later event", async () => marks().some(({ Action }) => Action === "pause"));
  assert.equal(all().filter(({ Action }) => Action === "destroy").length, 1);
});

test("nobody can give a container the name of a removed one", async () => {
  const { id } = await createContainer();
  const name = `gnosis-trash-${id.slice(0, 12)}`;
  await assert.rejects(engine("POST", `/containers/${id}/rename?name=${name}`, undefined, { socketPath }), {
    status: 400,
  });
});
