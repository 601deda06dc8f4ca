import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { removeOwn } from "../support/cleanup.ts";
import { createContainer } from "../support/containers.ts";
import { engine } from "../support/engine-call.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";
import { connect, tell, ways } from "./connect.ts";

let server: TestServer;

before(async () => {
  server = await startServer();
});

after(async () => {
  await server?.stop();
  await removeOwn();
});

for (const way of ways) {
  test(`over ${way} subscribers are told of a container's changes, new log lines, its use and the host's events`, async () => {
    const { id, name } = await createContainer({ command: ["sh", "-c", "while :; do echo tick; sleep 1; done"] });
    const client = await connect(server, { way });
    const changed = new Set<string>();
    const uris = [
      ...[`docker://containers/${name}`, `docker://logs/${name}`, `docker://stats/${name}`],
      ...["docker://events", "docker://host"],
    ];
    const told = (notification: any) => void changed.add(notification.params.uri);
    client.setNotificationHandler("notifications/resources/updated", told);
    try {
      if (way.endsWith("2025-11-25")) for (const uri of uris) await client.subscribeResource({ uri });
      else await client.listen({ resourceSubscriptions: uris });
      await waitFor("notices about its log and use", async () => changed.has(uris[1]!) && changed.has(uris[2]!));
      await engine("POST", `/containers/${id}/pause`);
      await waitFor("a notice about everything", async () => uris.every((uri) => changed.has(uri)));
    } finally {
      await client.close();
      await engine("DELETE", `/containers/${id}?force=true`);
    }
  });
}

for (const way of ways) {
  test(`over ${way} subscribers of the audit log are told of every new record, but not of their own readings of it`, async () => {
    const client = await connect(server, { way });
    let notices = 0;
    const uri = "docker://audit";
    client.setNotificationHandler("notifications/resources/updated", (notification: any) => {
      if (notification.params.uri === uri) notices++;
    });
    /** Waits until two seconds have passed without a notice, and gives how many there have been. */
    const settled = async (): Promise<number> => {
      for (let before = -1; before !== notices; await sleep(2_000)) before = notices;
      return notices;
    };
    try {
      if (way.endsWith("2025-11-25")) await client.subscribeResource({ uri });
      else await client.listen({ resourceSubscriptions: [uri] });
      const first = await settled();
      await server.call("GET", "/api/volumes");
      await waitFor("a notice about a reading that no engine event goes with", async () => notices > first);
      const second = await settled();
      await server.call("GET", "/api/containers/no-such-container");
      await waitFor("a notice about a refused call", async () => notices > second);
      const third = await settled();
      await client.readResource({ uri });
      assert.equal(await settled(), third);
    } finally {
      await client.close();
    }
  });
}

test("a viewer, who may not read the records, isn't told of them", async () => {
  const { body } = await server.call("POST", "/api/tokens", { name: "watching-viewer", role: "viewer" });
  const client = await connect(server, { token: body.text });
  let notices = 0;
  client.setNotificationHandler("notifications/resources/updated", () => void notices++);
  await client.listen({ resourceSubscriptions: ["docker://audit"] });
  await server.call("GET", "/api/volumes");
  await sleep(2_000);
  assert.equal(notices, 0);
  await client.close();
});

test("a wait for a log line is told of its progress and ends with the line", async () => {
  const { name } = await createContainer({ command: ["sh", "-c", "sleep 7; echo now ready; sleep 600"] });
  const client = await connect(server);
  const seen: number[] = [];
  const result: any = await client.callTool(
    { name: "log_wait", arguments: { container: name, pattern: "ready", timeout: "1m" } },
    { onprogress: ({ progress }) => void seen.push(progress) },
  );
  assert.match(result.content[0].text, /^found after/);
  assert.match(result.content[0].text, /now ready/);
  assert.ok(seen.length >= 1);
  assert.deepEqual(
    seen,
    [...seen].toSorted((a, b) => a - b),
  );
  await client.close();
});

test("a wait for a line that never comes ends with the container, or with its time", async () => {
  const short = await createContainer({ command: ["sh", "-c", "echo one; sleep 1"] });
  const client = await connect(server);
  const ended = await tell(client, "log_wait", {
    container: short.name,
    pattern: "never",
    since: "1m",
    timeout: "30s",
  });
  assert.equal(ended.data.outcome, "ended", ended.text);
  const long = await createContainer();
  const over = await tell(client, "log_wait", { container: long.name, pattern: "never", timeout: "1s" });
  assert.equal(over.data.outcome, "timeout", over.text);
  await client.close();
});
