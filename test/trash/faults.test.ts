// Removals and returns with a fault at each of their steps: the engine's error before and after the effect, the engine gone, the server killed.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createContainer, engine, inspectContainer, removeOwn } from "../support/engine.ts";
import { faultyEngine, type Fault, type FaultyEngine } from "../support/faulty-engine.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";
import { changedSince, type Kept, remember } from "./scene.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-faults-"));
let faulty: FaultyEngine;
let server: TestServer;
const start = () => startServer({ dataDir: directory, env: { DOCKER_HOST: `unix://${faulty.path}` } });
before(async () => {
  faulty = await faultyEngine(join(directory, "engine.sock"));
  server = await start();
});
after(async () => {
  faulty.mend();
  await server.stop();
  await faulty.close();
  await removeOwn();
  rmSync(directory, { recursive: true, force: true });
});

const remove = (id: string) => server.call("DELETE", `/api/containers/${id}?force=true`);
const restore = (id: string) => server.call("POST", `/api/trash/${id}/restore`, {});
const webContainer = async (): Promise<Kept> =>
  remember(
    await createContainer({
      command: ["sleep", "600"],
      hostConfig: { Init: true, RestartPolicy: { Name: "always", MaximumRetryCount: 0 } },
    }),
  );

/** Where a container is: there as it was, in the trash, or neither. */
async function place(web: Kept): Promise<string> {
  const { Name, State } = await inspectContainer(web.id);
  const listed = (await server.call("GET", "/api/trash")).body.removed.some(
    (one: { full_id: string }) => one.full_id === web.id,
  );
  const seen = (await server.call("GET", `/api/containers/${web.id}`)).status === 200;
  if (Name === `/${web.name}` && State.Running && seen && !listed) return "there";
  if (Name === `/gnosis-trash-${web.id.slice(0, 12)}` && !State.Running && !seen && listed) return "trash";
  return `${Name} ${State.Status} seen=${seen} listed=${listed}`;
}

const steps = { removal: ["update", "stop", "rename"], return: ["rename", "update", "start"] } as const;

test("without a fault these are the steps", async () => {
  const web = await webContainer();
  void faulty.break(100, "error-before");
  assert.equal((await remove(web.id)).status, 200);
  assert.equal(faulty.mend(), steps.removal.length);
  void faulty.break(100, "error-before");
  assert.equal((await restore(web.id)).status, 200);
  assert.equal(faulty.mend(), steps.return.length);
  assert.deepEqual(await changedSince(web), []);
});

/** What was asked for did not happen, or is finished later: by an engine that refuses, by one that is gone, by a server that is killed. */
const faults = ["error-before", "error-after", "gone-after", "held-after"] as const satisfies readonly Fault[];

for (const fault of faults)
  for (const what of ["removal", "return"] as const)
    test(`${fault} at each step of a ${what}: nothing is lost or doubled, and it can be tried again`, async () => {
      for (let at = 1; at <= steps[what].length; at++) {
        const web = await webContainer();
        if (what === "return") assert.equal((await remove(web.id)).status, 200);
        const hit = faulty.break(at, fault);
        const answer = (what === "removal" ? remove(web.id) : restore(web.id)).catch(() => undefined);
        await hit;
        if (fault === "held-after") await server.stop("SIGKILL");
        const status = (await answer)?.status;
        faulty.mend();
        if (fault === "held-after") server = await start();
        else assert.ok(status !== undefined && status >= 500, `${at}: ${status}`);
        // What the engine refuses is as before; what was cut off is finished.
        const refused = fault.startsWith("error");
        const end = refused === (what === "removal") ? "there" : "trash";
        await waitFor(`${end} after step ${at}`, async () => {
          assert.equal(await place(web), end);
          return true;
        });
        if (end === "trash") assert.equal((await restore(web.id)).status, 200);
        else {
          assert.deepEqual(await changedSince(web), [], `step ${at}`);
          assert.equal((await remove(web.id)).status, 200);
          assert.equal((await restore(web.id)).status, 200);
        }
        assert.deepEqual(await changedSince(web), [], `step ${at}`);
        await engine("DELETE", `/containers/${web.id}?force=true&v=true`);
      }
    });
