import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sendBytes } from "../proxy/support/raw-request.ts";
import { engine } from "../support/engine.ts";
import { attackCases, bytesOf } from "./socket-cases.ts";
import { openScene, type AttackScene } from "./socket-scene.ts";

/** Properties of the guard that no single request shows; each has a test of its own. */
const elsewhere: Readonly<Record<string, string>> = {
  "audit-003": "test/audit: a log that can't be written refuses changes",
  "ident-003": "test/proxy/listener.test.ts: the socket's mode",
};

/** Refused by leaving out what is not the caller's, with a status of success. */
const answeredWithout: ReadonlySet<string> = new Set(["filter-008", "vol-017"]);

let open: AttackScene;

before(async () => {
  open = await openScene();
});

after(() => open?.close());

test("every attack is refused, and nothing of it reaches the engine", async (t) => {
  const { guarded, recorder, scene, tar, contacts, hidden } = open;
  for (const attack of attackCases.filter(({ expected, id }) => expected === "deny" && elsewhere[id] === undefined)) {
    await t.test(`${attack.id}: ${attack.effect}`, async () => {
      recorder.forget();
      const before = contacts();
      const answer = await sendBytes(guarded.path("agent"), bytesOf(attack, scene, tar));
      const writes = recorder.lines().filter((line) => !/^(GET|HEAD) /.test(line));
      assert.deepEqual(writes, [], `the engine was asked; the answer was ${answer.text.slice(0, 400)}`);
      assert.equal(contacts(), before, "somebody was contacted");
      for (const text of hidden)
        assert.ok(!answer.text.replace(/"message":"[^\n]*"/, "").includes(text), `the answer shows ${text}`);
      if (answeredWithout.has(attack.id)) return;
      const statuses = [...answer.text.matchAll(/^HTTP\/1\.1 ([0-9]{3})/gm)].map((match) => Number(match[1]));
      // Of several requests in one stream of bytes the first one may be an ordinary one.
      const refused =
        statuses.length === 0 ||
        statuses.some((status) => status >= 400) ||
        ["frame-009", "hijack-001"].includes(attack.id);
      assert.ok(refused, `answered ${answer.text.slice(0, 300)}`);
    });
  }
  const state = await engine("GET", `/containers/${scene["V64"]}/json`);
  assert.equal(state.State.Status, "running", "the victim still runs");
  await engine("GET", `/volumes/${scene["OTHERVOL"]}`);
  await engine("GET", `/networks/${scene["OTHERNET"]}`);
});

test("what ordinary clients send is let through", async (t) => {
  const { guarded, recorder, scene, tar, own } = open;
  const { Id: ownExec } = await own<{ Id: string }>("POST", `/containers/${scene["C"]}/exec`, { Cmd: ["sleep", "1"] });
  const benign = { ...scene, E: ownExec };
  for (const request of attackCases.filter(({ expected, id }) => expected === "allow" && elsewhere[id] === undefined)) {
    await t.test(`${request.id}: ${request.effect}`, async () => {
      recorder.forget();
      const answer = await sendBytes(guarded.path("agent"), bytesOf(request, benign, tar));
      // The engine may have its own reasons: a name that is too short, or what isn't there any more.
      const asked = recorder.lines().some((line) => line.startsWith(request.method));
      assert.ok(answer.status !== 0 && answer.status < 500, answer.text.slice(0, 600));
      assert.ok(asked || answer.status < 400 || answer.status === 404, answer.text.slice(0, 600));
    });
  }
});
