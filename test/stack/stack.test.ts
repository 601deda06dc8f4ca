import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Client, client } from "../support/client.ts";
import { engine, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";

const dataDir = mkdtempSync(join(tmpdir(), "gnosis-stack-"));
const policyFile = join(dataDir, "policy.yaml");
writeFileSync(
  policyFile,
  `version: 1
roles:
  maker:
    allow: ["risk:read", "stack.*", "container.*", "network.*", "volume.*", "image.*"]
    scope: [{ owned: true }, { kind: image }]
    containment: { level: baseline, mountRoots: [], limits: { memory: 128m } }
  asked:
    allow: ["risk:read", "stack.*", "container.*", "network.*", "volume.*", "image.*", "approval.*"]
    ask: [stack.up, container.create]
    scope: [{ owned: true }, { kind: image }]
    containment: { level: baseline, mountRoots: [] }
`,
);
let server: TestServer;
before(async () => {
  server = await startServer({ dataDir, env: { GNOSIS_POLICY_FILE: policyFile } });
});
after(async () => {
  await server?.stop();
  await removeOwn();
  rmSync(dataDir, { recursive: true, force: true });
});

const [ownKey, ownValue] = Object.entries(labels)[0] ?? ["", ""];
/** The label by which what a test made is found again, as a line of YAML. */
const own = `labels: { ${ownKey}: "${ownValue}" }`;

async function ok(answer: Promise<{ status: number; text: string; body: any }>): Promise<any> {
  const { status, text, body } = await answer;
  assert.ok(status < 300, `${status} ${text}`);
  return body;
}

async function token(role: string): Promise<Client> {
  const made = await ok(server.call("POST", "/api/tokens", { name: uniqueName(role), role }));
  return client(server.url, made.text);
}

const shop = (web: string): string => `services:
  web:
    image: busybox
    command: sleep 600
    stop_grace_period: 0s
    ${own}
    environment: { GREETING: "\${GREETING:-hello}", DB_PASSWORD: "\${DB_PASSWORD}" }
    volumes: [ "kept:/kept", "/anonymous" ]
    depends_on: { db: { condition: service_healthy } }
${web}
  db:
    image: busybox
    command: sleep 600
    stop_grace_period: 0s
    ${own}
    healthcheck: { test: "true", interval: 500ms }
networks:
  default: { ${own} }
volumes:
  kept: { ${own} }
`;

const save = (name: string, document: string, more: object = {}, call: Client = server.call) =>
  call("PUT", `/api/stacks/${name}`, { document, ...more });
const up = (name: string, more: object = {}, call: Client = server.call) =>
  call("POST", `/api/stacks/${name}/up`, more);
const down = (name: string, more: object = {}, call: Client = server.call) =>
  call("POST", `/api/stacks/${name}/down`, more);
const plan = (name: string, more: object = {}, call: Client = server.call) =>
  ok(call("POST", `/api/stacks/${name}/plan`, more));
const steps = (list: { action: string; kind: string; name: string }[]): string[] =>
  list.map(({ action, kind, name }) => `${action} ${kind} ${name}`);

test("a document is brought up in the order of its waits, stays as it is, and what is changed is recreated alone", async () => {
  const name = uniqueName("shop").toLowerCase();
  await ok(save(name, shop(""), { env: { DB_PASSWORD: "hunter2" }, reason: "first" }));
  const first = await plan(name);
  assert.deepEqual(steps(first.steps), [
    `create network ${name}_default`,
    `create volume ${name}_kept`,
    `create container ${name}-db-1`,
    `create container ${name}-web-1`,
  ]);
  assert.equal(first.effect, "allow");
  const made = await ok(up(name, { plan: first.plan }));
  assert.deepEqual(steps(made.steps), [
    `create network ${name}_default`,
    `create volume ${name}_kept`,
    `create container ${name}-db-1`,
    `start container ${name}-db-1`,
    `create container ${name}-web-1`,
    `start container ${name}-web-1`,
  ]);
  assert.deepEqual((await plan(name)).steps, []);
  assert.equal((await ok(up(name))).message, `Stack ${name} is as it should be`);
  const before = await engine("GET", `/containers/${name}-web-1/json`);
  assert.ok(before.Config.Env.includes("DB_PASSWORD=hunter2"));
  await ok(save(name, shop('    user: "1000"\n    mem_limit: 64m')));
  const second = await plan(name);
  assert.deepEqual(steps(second.steps), [`recreate container ${name}-web-1`]);
  assert.deepEqual(second.steps[0].differences.map(({ field }: any) => field).toSorted(), [
    "HostConfig.Memory",
    "User",
  ]);
  assert.ok(second.diff.some(({ sign, text }: any) => sign === "+" && text.includes("mem_limit")));
  const again = await ok(up(name));
  assert.deepEqual(steps(again.steps), [`recreate container ${name}-web-1`]);
  const now = await engine("GET", `/containers/${name}-web-1/json`);
  assert.equal(now.HostConfig.Memory, 64 * 1_048_576);
  const anonymous = (inspect: any): string => inspect.Mounts.find((one: any) => one.Destination === "/anonymous").Name;
  assert.equal(anonymous(now), anonymous(before), "an anonymous volume is carried over");
  assert.deepEqual((await plan(name)).steps, []);
  await ok(server.call("POST", "/api/undo", { record: again.steps[0].record }));
  assert.equal((await engine("GET", `/containers/${name}-web-1/json`)).Id, before.Id, "the former container is back");
  const shown = await ok(server.call("GET", `/api/stacks/${name}`));
  assert.equal(shown.versions.length, 2);
  assert.equal(shown.deployments.length, 3);
  assert.ok(shown.deployments[0].images.some((one: any) => one.service === "web" && one.id.startsWith("sha256:")));
  const taken = await ok(down(name));
  await assert.rejects(engine("GET", `/networks/${name}_default`), { status: 404 });
  await engine("GET", `/volumes/${name}_kept`);
  for (const { record } of taken.steps.toReversed()) await ok(server.call("POST", "/api/undo", { record }));
  const back = await engine("GET", `/containers/${name}-web-1/json`);
  assert.equal(back.Id, before.Id);
  assert.ok(back.State.Running && back.NetworkSettings.Networks[`${name}_default`] !== undefined);
  await ok(down(name, { volumes: true }));
  await assert.rejects(engine("GET", `/volumes/${name}_kept`), { status: 404 });
  assert.ok((await server.call("GET", "/api/trash")).text.includes(`${name}-db-1`), "a container lies in the trash");
});

test("services that don't wait for each other are brought up side by side; when one fails nothing more begins", async () => {
  const name = uniqueName("beside").toLowerCase();
  const service = (key: string, more: string): string => `  ${key}:
    image: busybox
    stop_grace_period: 0s
    ${own}
    ${more}
`;
  const document = (one: string, seconds: number): string =>
    ["services:\n", service("one", `command: ${one}`), service("two", `command: sleep ${seconds}`)].join("") +
    service("last", `command: sleep ${seconds}\n    depends_on: [one, two]`) +
    `networks: { default: { ${own} } }\n`;
  const id = async (key: string): Promise<string> => (await engine("GET", `/containers/${name}-${key}-1/json`)).Id;
  await ok(save(name, document("sleep 600", 600)));
  await ok(up(name));
  await ok(save(name, document("sleep 601", 601)));
  const ndjson = { accept: "application/x-ndjson" };
  const { status, text } = await server.call("POST", `/api/stacks/${name}/up`, {}, ndjson);
  assert.equal(status, 200, text);
  const lines: any[] = text.trim().split("\n").map((line) => JSON.parse(line)); // prettier-ignore
  const at = (state: string, key: string): number =>
    lines.findIndex((one) => one.action === "recreate" && one.service === key && one.state === state);
  const last = Math.max(at("doing", "one"), at("doing", "two"));
  assert.ok(last >= 0 && last < Math.min(at("done", "one"), at("done", "two")), text);
  assert.ok(at("doing", "last") > Math.max(at("done", "one"), at("done", "two")), text);
  const before = { one: await id("one"), two: await id("two"), last: await id("last") };
  await ok(save(name, document("no-such-program", 602)));
  const failed = await up(name);
  assert.ok(failed.status >= 400, failed.text);
  assert.deepEqual(
    [await id("one"), await id("last")],
    [before.one, before.last],
    "one is as it was, last was not begun",
  );
  assert.deepEqual(steps(failed.body.done), [`recreate container ${name}-two-1`], failed.text);
  assert.notEqual(await id("two"), before.two, "what ran beside it has come to its end");
  await ok(server.call("POST", "/api/undo", { record: failed.body.done[0].record }));
  assert.equal(await id("two"), before.two);
  await ok(down(name));
});

test("secrets are masked for who may not see them, and a masked document can be saved again as it is", async () => {
  const maker = await token("maker");
  const name = uniqueName("secret").toLowerCase();
  const document = `services:\n  web:\n    image: busybox\n    environment:\n      API_TOKEN: hush-hush-hush\n    command: sleep 600\n    ${own}\n`;
  await ok(save(name, document, { env: { OTHER: "also-hidden" } }, maker));
  const shown = await ok(maker("GET", `/api/stacks/${name}`));
  assert.ok(!JSON.stringify(shown).includes("hush-hush-hush") && !JSON.stringify(shown).includes("also-hidden"));
  assert.equal(shown.masked, true);
  await ok(
    save(name, shown.document.replace("sleep 600", "sleep 601"), { env: shown.env, base: shown.version }, maker),
  );
  const records = await ok(server.call("GET", "/api/audit?limit=200"));
  assert.ok(!JSON.stringify(records).includes("hush-hush-hush"));
  const whole = await ok(server.call("GET", `/api/stacks/${name}`));
  if (!whole.masked) assert.match(whole.document, /hush-hush-hush/);
  const lost = await save(name, shown.document.replace("API_TOKEN", "NEW_TOKEN"), {}, maker);
  assert.equal(lost.status, 400);
  assert.match(lost.text, /NEW_TOKEN/);
  await ok(up(name, {}, maker));
  const { Config } = await engine("GET", `/containers/${name}-web-1/json`);
  assert.ok(Config.Env.includes("API_TOKEN=hush-hush-hush"));
  const carried = document.replace("API_TOKEN: ", "API_TOKEN: &a ").replace("    command", "    hostname: *a\n    domainname: ${DB_PASSWORD}\n    command"); // prettier-ignore
  await ok(save(name, carried, { env: { DB_PASSWORD: "also-hidden" } }, maker));
  const [step] = (await plan(name, {}, maker)).steps;
  assert.ok(!/hush-hush-hush|also-hidden/.test(JSON.stringify(step)), JSON.stringify(step));
  const wanted = step.differences.flatMap((one: any) => (/^(?:Host|Domain)name$/.test(one.field) ? [one.wanted] : []));
  assert.deepEqual(wanted, ["[masked]", "[masked]"]);
  const refused = await save(name, carried.replace("hostname:", "mem_limit:"), {}, maker);
  assert.equal(refused.body.code, "STACK_INVALID");
  assert.ok(!/hush-hush-hush|also-hidden/.test(refused.text), refused.text);
  await ok(down(name, {}, maker));
});

test("nobody brings up unseen what another caller has saved", async () => {
  const maker = await token("maker");
  const name = uniqueName("deputy").toLowerCase();
  await ok(save(name, `services:\n  web:\n    image: busybox\n    privileged: true\n    command: sleep 600\n    ${own}\n`, {}, maker)); // prettier-ignore
  const unnamed = await up(name);
  assert.equal(unnamed.status, 409, unnamed.text);
  assert.match(unnamed.text, /was saved by/);
  const own2 = await up(name, {}, maker);
  assert.equal(own2.status, 403, own2.text);
  assert.equal(own2.body.code, "CONTAINMENT_DENIED");
  const planned = await plan(name, {}, maker);
  assert.equal(planned.effect, "deny");
  assert.match(planned.steps.find((one: any) => one.effect === "deny").reason, /Privileged/);
  await assert.rejects(engine("GET", `/containers/${name}-web-1/json`), { status: 404 });
  await ok(down(name, {}, maker));
});

test("a stack of another caller is not there: neither its document, nor its name, nor its containers", async () => {
  const [maker, other] = [await token("maker"), await token("maker")];
  const name = uniqueName("mine").toLowerCase();
  const document = `services:\n  web:\n    image: busybox\n    command: sleep 600\n    ${own}\n`;
  await ok(save(name, document, {}, maker));
  await ok(up(name, {}, maker));
  for (const [method, path] of [["GET", ""], ["POST", "/up"], ["POST", "/down"], ["POST", "/plan"], ["DELETE", ""], ["GET", "/history"]]) // prettier-ignore
    assert.equal((await other(method as string, `/api/stacks/${name}${path}`, method === "POST" ? {} : undefined)).body.code, "STACK_NOT_FOUND"); // prettier-ignore
  const listed = await ok(other("GET", "/api/stacks"));
  assert.ok(!listed.stacks.some((one: any) => one.name === name));
  const taken = await save(name, document, {}, other);
  assert.equal(taken.body.code, "CONFLICT");
  assert.match(taken.text, /taken/);
  assert.equal((await engine("GET", `/containers/${name}-web-1/json`)).State.Running, true);
  await ok(down(name, {}, maker));
});

test("a version can be restored, a document removed and brought back, and a save from an old version is refused", async () => {
  const name = uniqueName("versions").toLowerCase();
  const document = (seconds: number): string =>
    `services:\n  web:\n    image: busybox\n    command: sleep ${seconds}\n`;
  const one = await ok(save(name, document(1)));
  const two = await ok(save(name, document(2), { base: one.version }));
  const stale = await save(name, document(3), { base: one.version });
  assert.equal(stale.body.code, "CONFLICT");
  const { diff } = await ok(server.call("GET", `/api/stacks/${name}/history?from=${one.version.slice(0, 12)}`));
  assert.deepEqual(diff.filter(({ sign }: any) => sign !== " ").map(({ sign, text }: any) => `${sign}${text.trim()}`), ["-command: sleep 1", "+command: sleep 2"]); // prettier-ignore
  const restored = await ok(server.call("POST", `/api/stacks/${name}/restore`, { version: one.version }));
  assert.equal(restored.version, one.version, "the same content is the same version");
  assert.equal(restored.former, two.version);
  await ok(server.call("DELETE", `/api/stacks/${name}`));
  assert.equal((await server.call("GET", `/api/stacks/${name}`)).status, 404);
  await ok(server.call("POST", `/api/stacks/${name}/restore`, { version: two.version }));
  assert.match((await ok(server.call("GET", `/api/stacks/${name}`))).document, /sleep 2/);
  await ok(server.call("DELETE", `/api/stacks/${name}`));
});

test("an approval of a stack covers the steps of the plan that the call names, and no others", async () => {
  const asked = await token("asked");
  const approve = async (answer: any): Promise<void> => {
    assert.equal(answer.body.code, "APPROVAL_REQUIRED", answer.text);
    const { approval } = answer.body;
    const shown = await ok(server.call("GET", `/api/approvals/${approval.id}`));
    assert.ok(JSON.stringify(shown).includes("creates the container") || JSON.stringify(shown).includes("Creates the container"), JSON.stringify(shown)); // prettier-ignore
    await ok(server.call("POST", `/api/approvals/${approval.id}/approve`, {}));
  };
  const name = uniqueName("asked").toLowerCase();
  await ok(save(name, `services:\n  web:\n    image: busybox\n    command: sleep 600\n    stop_grace_period: 0s\n    ${own}\n`, {}, asked)); // prettier-ignore
  const planned = await plan(name, {}, asked);
  assert.equal(planned.effect, "ask");
  await approve(await up(name, { plan: planned.plan }, asked));
  const done = await ok(up(name, { plan: planned.plan }, asked));
  assert.ok(steps(done.steps).includes(`create container ${name}-web-1`));
  const stale = await up(name, { plan: planned.plan }, asked);
  assert.notEqual(stale.status, 200, "once approved is done once");
  await ok(down(name, {}, asked));
  await approve(await up(name, {}, asked));
  const single = await up(name, {}, asked);
  assert.equal(single.body.code, "APPROVAL_REQUIRED", "without a plan the container is asked for by itself");
  assert.equal(single.body.operation, "container.create");
  await assert.rejects(engine("GET", `/containers/${name}-web-1/json`), { status: 404 });
  await ok(down(name, {}, asked));
});
