import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createContainer, engine, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { startRecorder, type Recorder } from "../proxy/support/recorder.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

let recorder: Recorder;
let server: TestServer;
before(async () => {
  recorder = await startRecorder();
  server = await startServer({ env: { DOCKER_HOST: `unix://${recorder.path}` } });
});
after(async () => {
  await server?.stop();
  await recorder?.close();
  await removeOwn();
});

const asked = (pattern: RegExp): readonly string[] => recorder.lines().filter((line) => pattern.test(line));

/** Follows a stream of the server as NDJSON until an item is the wanted one, and gives all items until then. */
async function follow(path: string, last: (item: any) => boolean): Promise<any[]> {
  const response = await fetch(`${server.url}${path}`, {
    headers: { authorization: `Bearer ${server.token}`, accept: "application/x-ndjson" },
  });
  assert.equal(response.status, 200);
  let text = "";
  const items: any[] = [];
  for await (const part of response.body ?? []) {
    text += Buffer.from(part).toString();
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
      items.push(JSON.parse(text.slice(0, end)));
      text = text.slice(end + 1);
      // Leaving the loop ends the stream.
      if (last(items.at(-1))) return items;
    }
  }
  return items;
}

test("all who follow the engine's events share the one stream that the server has anyway, each by its own filter", async () => {
  await waitFor("the live state", async () => {
    const answer = await server.call("GET", "/api/containers");
    return answer.headers.get("x-gnosis-source") === "memory";
  });
  recorder.forget();
  const name = uniqueName();
  const end = (item: any): boolean => item.type === "network" && item.name === name && item.action === "destroy";
  const since = new Date(Date.now() - 60_000).toISOString();
  const [all, created, ofVolumes, earlier] = await Promise.all([
    follow("/api/system/events?since=0s", end),
    follow(`/api/system/events?type=network&action=create`, (item) => item.name === name),
    follow("/api/system/events?type=volume", (item) => item.id === name),
    follow(`/api/system/events?type=network&since=${since}`, end),
    (async () => {
      // The followers are there once each has asked, with a moment for the last.
      await waitFor("the records", async () => (await server.call("GET", "/api/audit?operation=system.events&limit=9")).body.records.length >= 4); // prettier-ignore
      await engine("POST", "/networks/create", { Name: name, Labels: labels });
      await engine("POST", "/volumes/create", { Name: name, Labels: labels });
      await engine("DELETE", `/networks/${name}`);
    })(),
  ]);
  assert.deepEqual(created.map(({ name: one, action }: any) => [one, action]).at(-1), [name, "create"]);
  assert.ok(created.every(({ type, action }: any) => type === "network" && action === "create"));
  assert.ok(ofVolumes.every(({ type }: any) => type === "volume"));
  const own = (items: any[]): string[] =>
    items.filter((item) => item.type === "network" && item.name === name).map(({ action }) => action);
  assert.deepEqual(own(all), ["create", "destroy"]);
  assert.deepEqual(own(earlier), ["create", "destroy"], "what was told before is not told again");
  // Only what has been is asked for by itself, and ends at once.
  assert.deepEqual(
    asked(/^GET \/events/).filter((line) => !line.includes("until=")),
    [],
  );
});

test("many who wait for a line of one log share one stream of the engine, and each finds its line", async () => {
  const { id, name } = await createContainer({
    command: [
      "sh",
      "-c",
      "until [ -e /go ]; do sleep 0.1; done; for i in 0 1 2 3 4 5 6 7; do echo line-$i; done; sleep 60",
    ],
  });
  recorder.forget();
  const logs = (): readonly string[] => asked(new RegExp(`^GET /containers/${id}/logs`));
  const waits = Array.from({ length: 8 }, (_, index) =>
    server.call("GET", `/api/containers/${name}/logs/wait?pattern=line-${index}&timeout=60s`),
  );
  // Each has read what there was before it waits.
  await waitFor("all who wait", async () => logs().filter((line) => !line.includes("follow=true")).length >= 8);
  await server.call("POST", `/api/containers/${name}/exec`, { command: ["touch", "/go"] });
  for (const [index, { body }] of (await Promise.all(waits)).entries())
    assert.deepEqual([body.outcome, body.line?.text], ["found", `line-${index}`], JSON.stringify(body));
  assert.equal(logs().filter((line) => line.includes("follow=true")).length, 1, logs().join("\n"));
});
