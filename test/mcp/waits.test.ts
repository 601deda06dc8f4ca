import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { removeOwn } from "../support/cleanup.ts";
import { createContainer, inspectContainer, type TestContainer } from "../support/containers.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";
import { connect, tell, ways } from "./connect.ts";

// Calls that wait: for a person, for a container's end. They say that they go on, and end when the client no longer wants them.

const policy = `
version: 1
roles:
  careful:
    allow: ["risk:read"]
    ask:
      - container.restart
      - { operations: container.kill, onApproval: run }
      - { operations: container.stop, onApproval: run }
`;

let server: TestServer;
let directory: string;
let web: TestContainer;
let token: string;

before(async () => {
  directory = mkdtempSync(join(tmpdir(), "gnosis-policy-"));
  const file = join(directory, "policy.yaml");
  writeFileSync(file, policy);
  server = await startServer({ env: { GNOSIS_POLICY_FILE: file } });
  web = await createContainer();
  const { status, body } = await server.call("POST", "/api/tokens", { name: "careful", role: "careful" });
  assert.equal(status, 201, JSON.stringify(body));
  token = body.text;
});

after(async () => {
  await server?.stop();
  await removeOwn();
  rmSync(directory, { recursive: true, force: true });
});

interface Notice {
  readonly progress: number;
  readonly message?: string | undefined;
}

const started = async (): Promise<string> => (await inspectContainer(web.id)).State.StartedAt;
const approvalIn = (seen: readonly Notice[]): string | undefined =>
  seen.map(({ message }) => /approve (apr_\w+)/.exec(message ?? "")?.[1]).find((id) => id !== undefined);
const newest = async (): Promise<any> =>
  (await server.call("GET", `/api/audit?operation=container.restart&target=${web.id}&limit=1`)).body.records?.[0];

/** A restart that waits up to two minutes for its approval. */
function restart(client: any, seen: Notice[], signal?: AbortSignal): Promise<any> {
  const call = {
    name: "container_restart",
    arguments: { container: web.id, timeout: "1s", wait_approval: "2m" },
  };
  return client.callTool(call, { onprogress: (one: Notice) => void seen.push(one), signal });
}

for (const way of ways) {
  test(`over ${way} a call that waits for its approval names it in its progress, and goes on once it is given`, async () => {
    const client = await connect(server, { token, way });
    const seen: Notice[] = [];
    try {
      const before = await started();
      const waiting = restart(client, seen);
      await waitFor("progress that names the approval", async () => approvalIn(seen) !== undefined);
      assert.equal(await started(), before);
      const { status } = await server.call("POST", `/api/approvals/${approvalIn(seen)}/approve`, {});
      assert.equal(status, 200);
      const result = await waiting;
      assert.equal(result.isError ?? false, false, JSON.stringify(result.content));
      assert.notEqual(await started(), before);
      const numbers = seen.map(({ progress }) => progress);
      assert.deepEqual(
        numbers,
        [...new Set(numbers)].toSorted((a, b) => a - b),
        "it only grows",
      );
    } finally {
      await client.close();
    }
  });

  test(`over ${way} a call that is cancelled while it waits runs nothing, also when it is approved later`, async () => {
    const client = await connect(server, { token, way });
    const seen: Notice[] = [];
    const stop = new AbortController();
    try {
      const [before, earlier] = [await started(), (await newest())?.id];
      const ended = assert.rejects(restart(client, seen, stop.signal));
      await waitFor("progress that names the approval", async () => approvalIn(seen) !== undefined);
      stop.abort();
      await ended;
      await waitFor("the end of the wait", async () => {
        const record = await newest();
        return record?.id !== earlier && record?.state === "refused";
      });
      const id = approvalIn(seen) ?? "";
      assert.equal((await server.call("POST", `/api/approvals/${id}/approve`, {})).status, 200);
      assert.match((await tell(client, "container_list")).text, /containers/, "the connection goes on");
      assert.equal((await server.call("GET", `/api/approvals/${id}`)).body.state, "approved", "it has not been used");
      assert.equal(await started(), before);
      // Spent, so that the next call asks anew.
      assert.equal((await tell(client, "container_restart", { container: web.id, timeout: "1s" })).isError, false);
    } finally {
      await client.close();
    }
  });

  test(`over ${way} a client whose call a person made safer is told which call to make, and makes it`, async () => {
    const client = await connect(server, { token, way });
    try {
      // One of each way: a call that was answered with another one is not asked for again.
      const [before, timeout] = [await started(), `${2 + ways.indexOf(way)}s`];
      const asked = await tell(client, "container_restart", { container: web.id, timeout });
      const id = /approval_wait approval=(\S+)/.exec(asked.text)?.[1] ?? "";
      const waiting = tell(client, "approval_wait", { approval: id, timeout: "1m" });
      const edit = { changes: { timeout: "11s" }, comment: "gently" };
      assert.equal((await server.call("POST", `/api/approvals/${id}/edit`, edit)).status, 200);
      const told = (await waiting).text;
      assert.match(
        told,
        /: edited: a person approved something safer.* gently\ninstead: container\.restart \{.*"11s"/s,
      );
      const again = await tell(client, "container_restart", { container: web.id, timeout });
      assert.equal(again.isError, true);
      assert.match(
        again.text,
        /^APPROVAL_EDITED: .*timeout: "\ds" → "11s".*\n(.*\n)*instead: container\.restart.*\nnext: Make container\.restart/,
      );
      assert.equal(await started(), before);
      const made = await tell(client, "container_restart", { container: web.id, timeout: "11s" });
      assert.equal(made.isError, false, made.text);
      assert.notEqual(await started(), before);
    } finally {
      await client.close();
    }
  });

  test(`over ${way} waits for a container and for an approval report their progress and are cancelled`, async () => {
    const client = await connect(server, { token, way });
    try {
      const asked = await tell(client, "container_restart", { container: web.id, timeout: "1s" });
      const id = /approval_wait approval=(\S+)/.exec(asked.text)?.[1] ?? "";
      for (const [name, input, words] of [
        ["container_wait", { container: web.id, timeout: "5m" }, /^waited \d+ of 300 s$/],
        ["approval_wait", { approval: id, timeout: "5m" }, /^waiting for a person to decide on apr_\w+, \d+ of 300 s$/],
        ["log_wait", { container: web.id, pattern: "never", timeout: "5m" }, /^waited \d+ of 300 s$/],
      ] as const) {
        const seen: Notice[] = [];
        const stop = new AbortController();
        const options = { onprogress: (one: Notice) => void seen.push(one), signal: stop.signal };
        const ended = assert.rejects(client.callTool({ name, arguments: input }, options));
        await waitFor(`the progress of ${name}`, async () => seen.length > 0);
        assert.match(seen[0]?.message ?? "", words);
        stop.abort();
        await ended;
      }
      // A no would answer the next test's call too.
      assert.equal((await server.call("DELETE", `/api/approvals/${id}`)).status, 200);
    } finally {
      await client.close();
    }
  });
}

test("what the server makes itself, also when it was made safer, is told with its answer, and not to be made again", async () => {
  const client = await connect(server, { token, way: ways[0] });
  const one = await createContainer();
  try {
    const asked = await tell(client, "container_kill", { container: one.id });
    assert.match(asked.text, /next: approval_wait approval=\S+ .*the server makes it once it is approved\.$/);
    const id = /approval_wait approval=(\S+)/.exec(asked.text)?.[1] ?? "";
    const waiting = tell(client, "approval_wait", { approval: id, timeout: "1m" });
    const edit = await server.call("POST", `/api/approvals/${id}/edit`, { operation: "container.stop" });
    assert.equal(edit.status, 200, edit.text);
    const told = (await waiting).text;
    assert.match(told, /: edited: a person approved something safer in its place\.\ninstead: container\.stop/);
    assert.match(
      told,
      /The server has made the call itself \(record rec_\w+\): don't make it again\.\n<untrusted \w+: answer/,
    );
    assert.equal((await inspectContainer(one.id)).State.Running, false);
  } finally {
    await client.close();
  }
});
