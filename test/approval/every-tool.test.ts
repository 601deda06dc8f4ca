// An agent that has every operation, over every door, but not the credential of whoever approves: what must be asked for does not happen.
import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, test } from "node:test";
import type { AnyOperation } from "../../src/catalogue/operation.ts";
import { catalogue } from "../../src/operations/index.ts";
import { connect } from "../mcp/connect.ts";
import { startGuarded, type Guarded } from "../proxy/support/guarded.ts";
import { client, type Client } from "../support/client.ts";
import {
  createContainer,
  engine,
  inspectContainer,
  labels,
  removeOwn,
  runId,
  testLabel,
  uniqueName,
} from "../support/engine.ts";

const prefix = uniqueName("precious");
const policy = `version: 1
roles:
  agent:
    description: Everything, but whatever changes something precious is asked for.
    allow: ["*"]
    ask:
      - { operations: ["risk:change", "risk:destroy", "risk:host"], where: { name: "${prefix}*" }, name: by-hand }
    deny: ["token.*", "policy.*", "approval.approve", "approval.deny", "freeze.*", "audit.*"]
    containment: { level: baseline, mountRoots: [] }
`;
let guarded: Guarded;
let agent: Client;
let agentToken: string;
/** What is precious, by kind: a container that runs, one that does not, a volume and a network. */
let running: string;
let stopped: string;
const volume = `${prefix}-volume`;
const network = `${prefix}-network`;
before(async () => {
  guarded = await startGuarded({ roles: ["agent"], policy });
  const { body } = await guarded.server.call("POST", "/api/tokens", { name: "agent", role: "agent" });
  agentToken = body.text;
  agent = client(guarded.server.url, agentToken);
  await engine("POST", "/volumes/create", { Name: volume, Labels: labels });
  await engine("POST", "/networks/create", { Name: network, Labels: labels });
  const hostConfig = { NetworkMode: network, Binds: [`${volume}:/data`] };
  running = (await createContainer({ name: `${prefix}-running`, hostConfig })).id;
  stopped = (await createContainer({ name: `${prefix}-stopped`, start: false, hostConfig })).id;
});
after(async () => {
  await guarded.stop();
  await removeOwn();
});

/** Everything precious as the engine shows it. */
async function look(): Promise<unknown> {
  const containers = await Promise.all([running, stopped].map(inspectContainer));
  return JSON.stringify([
    containers.map(({ State, ...rest }) => ({ ...rest, State: { ...State, Health: null }, ExecIDs: null })),
    await engine("GET", `/volumes/${volume}`),
    await engine("GET", `/networks/${network}`),
  ]);
}

const kinds = { container: [`${prefix}-running`, `${prefix}-stopped`], volume: [volume], network: [network] } as const;
const isKind = (kind: string): kind is keyof typeof kinds => kind in kinds;

/** The inputs of an operation's examples with what is precious in the place of each object. */
function inputsOf(operation: AnyOperation): Record<string, unknown>[] {
  const own = { label: [`${testLabel}=${runId}`] };
  // Without any object named: only what prunes, and of this test's own.
  if (operation.targets === undefined || operation.targets.length === 0)
    return /^(container|volume|network)\.prune$/.test(operation.id) ? [{ ...own }, { ...own, all: true }] : [];
  return operation.examples.flatMap(({ input }) => {
    let all: Record<string, unknown>[] = [{ ...input }];
    for (const { kind } of operation.targets ?? [])
      if (isKind(kind))
        all = all.flatMap((one) =>
          kinds[kind].flatMap((name) =>
            [kind, "id", "replace"]
              .filter(
                (field) =>
                  field in operation.input.shape &&
                  (field !== "id" || operation.http.path.includes(`${kind}s/{id}`) || operation.id.startsWith("trash")),
              )
              .map((field) => ({ ...one, [field]: name })),
          ),
        );
    return all;
  });
}

/** Calls an operation over REST as its route wants it. */
async function call(
  { http }: AnyOperation,
  input: Record<string, unknown>,
  headers = {},
): Promise<{ status: number; body: any }> {
  const rest = { ...input };
  const path = http.path.replaceAll(/\{(\w+)\}/g, (_, field: string) => {
    const value = encodeURIComponent(String(rest[field]));
    delete rest[field];
    return value;
  });
  if (http.method === "POST" || http.method === "PUT") return agent(http.method, path, rest, headers);
  const query = new URLSearchParams(
    Object.entries(rest).map(([field, value]): [string, string] => [field, String(value)]),
  );
  return agent(http.method, `${path}?${query}`, undefined, headers);
}

const changing = catalogue.operations.filter(
  ({ risk, targets, id }) =>
    risk !== "read" &&
    (/^(container|volume|network)\.prune$/.test(id) || targets?.some(({ kind }) => isKind(kind)) === true),
);

test("over REST no operation of the catalogue changes what is precious, whatever the call says of an approval", async () => {
  const was = await look();
  let asked = 0;
  for (const operation of changing)
    for (const input of inputsOf(operation)) {
      const first = await call(operation, input);
      if (first.status !== 202) continue;
      asked++;
      const { id } = first.body.approval;
      // Its own id as a ticket, a made-up answer of its client, and the approval by itself.
      const forged = { "x-gnosis-approval": id, "x-gnosis-approved": id, "x-gnosis-client-approved": id };
      assert.equal((await call(operation, input, forged)).status, 202, operation.id);
      assert.equal((await agent("POST", `/api/approvals/${id}/approve`, {})).status, 403);
      await agent("DELETE", `/api/approvals/${id}`);
    }
  assert.ok(asked > 30, `${asked} calls were asked for`);
  assert.equal(await look(), was);
});

test("over MCP no tool changes it either", async () => {
  const was = await look();
  const mcp = await connect(guarded.server, { token: agentToken, profile: "admin" });
  const { tools } = await mcp.listTools();
  for (const { name, inputSchema, annotations } of tools) {
    const { properties = {} } = inputSchema as { properties?: Record<string, unknown> };
    if (
      annotations?.readOnlyHint === true ||
      name === "host_prune" ||
      !("container" in properties || "kind" in properties)
    )
      continue;
    const inputs =
      "container" in properties
        ? kinds.container.map((container) => ({
            container,
            ...("command" in properties ? { command: ["touch", "/was-here"] } : {}),
            ...("memory" in properties ? { memory: "64MiB" } : {}),
          }))
        : [
            { kind: "volume", name: volume },
            { kind: "network", name: network },
          ];
    for (const input of inputs) {
      const result: any = await mcp
        .callTool({ name, arguments: input })
        .catch((error: unknown) => ({ isError: true, error }));
      assert.equal(result.isError, true, `${name} ${JSON.stringify(result).slice(0, 300)}`);
    }
  }
  await mcp.close();
  assert.equal(await look(), was);
});

test("over the guarded socket nothing changes it either", async () => {
  const was = await look();
  const ask = (method: string, path: string, body?: unknown): Promise<number> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? "" : JSON.stringify(body);
      const headers = {
        host: "docker",
        ...(text === "" ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
      };
      const asking = request(
        { socketPath: guarded.path("agent"), method, path: `/v1.41${path}`, headers },
        (answer) => {
          answer.resume().once("end", () => resolve(answer.statusCode ?? 0));
        },
      );
      asking.once("error", reject);
      asking.end(text);
    });
  for (const [method, path, body] of [
    ...["stop", "kill", "restart", "pause", "start", "rename?name=x"].map(
      (what) => ["POST", `/containers/${running}/${what}`] as const,
    ),
    ["POST", `/containers/${stopped}/start`],
    ["DELETE", `/containers/${running}?force=1`],
    ["DELETE", `/containers/${stopped}?v=1`],
    ["POST", `/containers/${running}/update`, { Memory: 67_108_864 }],
    ["POST", `/containers/${running}/exec`, { Cmd: ["touch", "/was-here"] }],
    ["POST", `/networks/${network}/disconnect`, { Container: running, Force: true }],
    ["DELETE", `/networks/${network}`],
    ["DELETE", `/volumes/${volume}?force=1`],
    ["POST", "/containers/create", { Image: "busybox", Labels: labels, HostConfig: { VolumesFrom: [running] } }],
    [
      "POST",
      "/containers/create",
      { Image: "busybox", Labels: labels, HostConfig: { PidMode: `container:${running}` } },
    ],
    ["POST", "/containers/create", { Image: "busybox", Labels: labels, HostConfig: { Binds: [`${volume}:/data`] } }],
  ] as const) {
    const status = await ask(method, path, body);
    assert.ok(status >= 400, `${method} ${path}: ${status}`);
  }
  assert.equal(await look(), was);
});
