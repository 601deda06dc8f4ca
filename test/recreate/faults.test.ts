// Recreating with a fault after each of its steps: the engine's error, the engine gone, the server killed, stopped, left by its caller.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createContainer, engine, inspectContainer, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { faultyEngine, type Fault, type FaultyEngine } from "../support/faulty-engine.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";
import { ok, shape } from "./scene.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-faults-"));
let faulty: FaultyEngine;
let server: TestServer;
let network: string;
const start = () =>
  startServer({
    dataDir: directory,
    env: { DOCKER_HOST: `unix://${faulty.path}`, GNOSIS_SHUTDOWN_TIMEOUT: "500ms" },
  });
before(async () => {
  faulty = await faultyEngine(join(directory, "engine.sock"));
  server = await start();
  network = uniqueName("net");
  await engine("POST", "/networks/create", { Name: network, Labels: labels });
});
after(async () => {
  faulty.mend();
  await server.stop();
  await faulty.close();
  await removeOwn();
  rmSync(directory, { recursive: true, force: true });
});

const recreate = (id: string) =>
  server.call("POST", `/api/containers/${id}/recreate`, { settle: "0s", timeout: "1s", env: { NEW: "1" } });

/** A container that ends at once when asked, in two networks, with a restart policy and a volume. */
async function webContainer(): Promise<{ readonly id: string; readonly name: string; readonly was: unknown }> {
  const web = await createContainer({
    command: ["sleep", "600"],
    hostConfig: { Init: true, RestartPolicy: { Name: "always", MaximumRetryCount: 0 } },
    config: { Volumes: { "/data": {} } },
  });
  await engine("POST", `/networks/${network}/connect`, { Container: web.id, EndpointConfig: { Aliases: ["shop"] } });
  return { ...web, was: await shape(web.id) };
}

/** Everything of the engine's that has to do with one container: it, what took its place, and halves that nobody should see. */
async function family({ id, name }: { readonly id: string; readonly name: string }): Promise<string[]> {
  const all = await engine<{ Id: string; Names: string[] }[]>("GET", "/containers/json?all=true");
  const short = id.slice(0, 12);
  return all
    .flatMap(({ Id, Names }) => Names.map((one) => [Id, one.slice(1)] as const))
    .flatMap(([Id, one]) =>
      Id === id || one === name || one.includes(short)
        ? [`${Id === id ? "former" : "new"} ${one.replace(short, "ID")}`]
        : [],
    );
}

const back = async (web: Awaited<ReturnType<typeof webContainer>>): Promise<boolean> => {
  const seen = await family(web);
  if (seen.join() !== `former ${web.name}` || !(await inspectContainer(web.id)).State.Running) return false;
  assert.deepEqual(await shape(web.id), web.was);
  return true;
};

const away = async (web: Awaited<ReturnType<typeof webContainer>>): Promise<boolean> => {
  const seen = (await family(web)).toSorted((left, right) => left.localeCompare(right));
  return seen.join() === ["former gnosis-trash-ID", `new ${web.name}`].join();
};

/** Requests that change something until the new container is settled, and after that. */
const steps = ["create", "connect", "rename", "update", "stop", "update", "rename", "start", "update"];
const putAway = ["update", "stop", "rename"];
/** What becomes of the request, or of the server while it waits for the answer. */
const faults = ["error-after", "gone-after", "killed"] as const;
/**
 * The steps at which a fault is tried: with each step another one, and all of them at each by `npm run test:over`. A unit test fails every
 * step in every way on an engine that is made for it.
 */
const stepsFor = (fault: (typeof faults)[number]): readonly number[] =>
  [...steps, ...putAway].flatMap((_step, index) =>
    process.env["TEST_OVER"] !== undefined || index % faults.length === faults.indexOf(fault) ? [index + 1] : [],
  );

test("without a fault these are the steps", async () => {
  const web = await webContainer();
  void faulty.break(100, "error-before");
  await ok(recreate(web.id));
  assert.equal(faulty.mend(), steps.length + putAway.length);
  assert.ok(await away(web));
});

for (const fault of ["error-after", "gone-after"] as const satisfies readonly Fault[])
  test(`${fault} at a step: the former container is back as it was, once, and at the end it is put away`, async () => {
    for (const at of stepsFor(fault)) {
      const what = `${fault} at ${at}: ${[...steps, ...putAway][at - 1]}`;
      const web = await webContainer();
      const hit = faulty.break(at, fault);
      const answer = recreate(web.id);
      await hit;
      const gone = fault.startsWith("gone");
      const { status, body } = gone ? await answer.finally(() => faulty.mend()) : await answer;
      faulty.mend();
      if (at <= steps.length) {
        assert.ok(status >= 400, `${what}: ${status}`);
        await waitFor(`the former container, ${what}`, () => back(web));
      } else {
        assert.equal(status, 200, what);
        assert.equal(body.former.id, web.id);
        // The rest of a removal that was cut off is done by the sweep, which a restart brings about.
        if (!(await away(web))) {
          await server.stop();
          server = await start();
        }
        await waitFor(`the former container in the trash, ${what}`, () => away(web));
      }
    }
  });

test("the server killed after a step: its next start puts the former container back, and at the end away", async () => {
  for (const at of stepsFor("killed")) {
    const web = await webContainer();
    const hit = faulty.break(at, "held-after");
    const cut = recreate(web.id).catch(() => undefined);
    await hit;
    await server.stop("SIGKILL");
    await cut;
    faulty.mend();
    server = await start();
    const done = at <= steps.length ? back : away;
    await waitFor(`what a server killed after step ${at} must come to`, () => done(web));
    const { removed } = await ok(server.call("GET", "/api/trash"));
    assert.equal(
      removed.filter(({ full_id: id }: { full_id: string }) => id === web.id).length,
      at <= steps.length ? 0 : 1,
    );
  }
});

test("a server that is stopped, or a caller that goes away, while the new container is watched: the former one is put back", async () => {
  const watched = async (web: { readonly id: string; readonly name: string }): Promise<boolean> => {
    const { Id, State } = await inspectContainer(web.name).catch(() => ({ Id: web.id }));
    return Id !== web.id && State.Running;
  };
  const left = await webContainer();
  const leaving = new AbortController();
  const going = fetch(`${server.url}/api/containers/${left.id}/recreate`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.token}`, "content-type": "application/json" },
    body: JSON.stringify({ settle: "4m" }),
    signal: leaving.signal,
  }).catch(() => undefined);
  await waitFor("the new container to run", () => watched(left));
  leaving.abort();
  await going;
  await waitFor("the former container", () => back(left));
  const web = await webContainer();
  const cut = server
    .call("POST", `/api/containers/${web.id}/recreate`, { settle: "4m", timeout: "1s" })
    .catch(() => undefined);
  await waitFor("the new container to run", () => watched(web));
  await server.stop();
  await cut;
  server = await start();
  await waitFor("the former container", () => back(web));
});
