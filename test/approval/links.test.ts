import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser } from "../support/browser.ts";
import { type Client, client } from "../support/client.ts";
import { createContainer, inspectContainer, removeOwn } from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

const dataDir = mkdtempSync(join(tmpdir(), "gnosis-links-"));
const policyFile = join(dataDir, "policy.yaml");
writeFileSync(
  policyFile,
  `version: 1
roles:
  careful:
    allow: ["risk:read", approval.cancel]
    ask: [container.stop, container.remove]
    containment: { level: restricted, mountRoots: [] }
`,
);
/** What the two places are told: one may decide, the other not. */
const told: Record<string, any[]> = { "/decider": [], "/watcher": [] };
const hook = createServer((asked, response) => {
  let text = "";
  asked.on("data", (chunk) => (text += String(chunk)));
  asked.on("end", () => {
    told[asked.url ?? ""]?.push(JSON.parse(text));
    response.end();
  });
});
let server: TestServer;
let agent: Client;
let agentToken: string;

async function start(): Promise<void> {
  const at = `http://127.0.0.1:${(hook.address() as AddressInfo).port}`;
  const notices = [
    { name: "phone", to: `${at}/decider`, events: ["approval.*"], links: "decide" },
    { name: "board", to: `${at}/watcher`, events: ["approval.*"] },
  ];
  const env = { GNOSIS_POLICY_FILE: policyFile, GNOSIS_NOTICES: JSON.stringify(notices) };
  server = await startServer({ dataDir, env });
  if (agentToken !== undefined) agent = client(server.url, agentToken);
}

before(async () => {
  await new Promise<void>((resolve) => void hook.listen(0, "127.0.0.1", resolve));
  await start();
  agentToken = (await server.call("POST", "/api/tokens", { name: "agent", role: "careful" })).body.text;
  agent = client(server.url, agentToken);
});
after(async () => {
  await server.stop();
  hook.close();
  await removeOwn();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Asks for a stop, and gives the approval and the paths of the links that the first place was sent. */
async function ask(id: string) {
  const asked = await agent("POST", `/api/containers/${id}/stop`);
  assert.equal(asked.status, 202, asked.text);
  const approval: string = asked.body.approval.id;
  const notice = await waitFor("the notice", () =>
    told["/decider"]?.find((one) => one.event === "approval.asked" && one.detail.approval === approval),
  );
  const path = (link: string): string => new URL(link).pathname;
  return { approval, approve: path(notice.decide.approve), deny: path(notice.decide.deny) };
}
const anyone = (method: string, path: string, headers?: Record<string, string>) =>
  client(server.url)(method, path, undefined, headers);
const state = async (approval: string): Promise<any> => (await server.call("GET", `/api/approvals/${approval}`)).body;

test("opening a link shows the plan and decides nothing; its form does, once, under the name of the place", async () => {
  const { id, name } = await createContainer();
  const { approval, approve, deny } = await ask(id);
  for (const link of [approve, deny, approve]) {
    const shown = await anyone("GET", link);
    assert.equal(shown.status, 200);
    assert.ok(shown.text.includes(name) && shown.text.includes("agent (careful)"));
    assert.match(shown.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  }
  assert.equal((await state(approval)).state, "pending");
  const done = await anyone("POST", approve);
  assert.equal(done.status, 200, done.text);
  const { state: now, decided_by } = await state(approval);
  assert.deepEqual([now, decided_by.name, decided_by.surface], ["approved", "phone", "link"]);
  for (const link of [approve, deny]) assert.equal((await anyone("POST", link)).status, 409);
  assert.equal((await agent("POST", `/api/containers/${id}/stop`)).status, 200);
  assert.equal((await inspectContainer(id)).State.Running, false);
  const { records } = (await server.call("GET", `/api/audit?q=${approval}`)).body ?? {};
  assert.ok(!JSON.stringify(records ?? []).includes(approve.slice(8, 60)), "a link is not in the records");
});

test("the link that denies denies, and the other one approves nothing any more", async () => {
  const { id } = await createContainer();
  const { approval, approve, deny } = await ask(id);
  assert.equal((await anyone("POST", deny)).status, 200);
  assert.equal((await anyone("POST", approve)).status, 409);
  assert.equal((await state(approval)).state, "denied");
  assert.equal((await agent("POST", `/api/containers/${id}/stop`)).status, 403);
});

test("who asks can't approve by a link, nor can a token that it was made with", async () => {
  const { id } = await createContainer();
  const { approval, approve } = await ask(id);
  const own = await agent("POST", approve);
  assert.equal(own.status, 403, own.text);
  assert.equal((await anyone("POST", approve, { "x-api-key": agentToken })).status, 403);
  assert.equal((await state(approval)).state, "pending");
  // Nothing that the asker can read has the link.
  for (const path of [`/api/approvals/${approval}`, "/api/approvals", "/api/events/history?limit=50"]) {
    assert.ok(!(await agent("GET", path)).text.includes("/decide/"), path);
  }
});

test("changed, forged and foreign links decide nothing", async () => {
  const { id } = await createContainer();
  const { approval, approve, deny } = await ask(id);
  const [payload = "", signature = ""] = approve.replace("/decide/", "").split(".");
  const [denial = ""] = deny.replace("/decide/", "").split(".");
  const said = JSON.parse(Buffer.from(payload, "base64url").toString()) as unknown[];
  const later = Buffer.from(JSON.stringify(said.with(4, Number(said[4]) + 1))).toString("base64url");
  const other = Buffer.from(JSON.stringify(said.with(2, "minutes"))).toString("base64url");
  for (const forged of [
    `${payload}.${signature.slice(0, -1)}`,
    `${later}.${signature}`,
    `${other}.${signature}`,
    `${denial}.${signature}`,
    `${payload}.`,
    payload,
    `${payload}.${signature}.x`,
    ".",
    "x".repeat(5_000),
  ]) {
    const answer = await anyone("POST", `/decide/${forged}`);
    assert.ok([404, 414, 431].includes(answer.status), `${forged.slice(0, 40)}: ${answer.status}`);
  }
  assert.equal((await state(approval)).state, "pending");
});

test("another site's page can't send the form, and a place without leave gets no links", async () => {
  const { id } = await createContainer();
  const { approval, approve } = await ask(id);
  assert.equal((await anyone("POST", approve, { origin: "https://evil.example" })).status, 403);
  assert.equal((await anyone("POST", approve, { origin: "null" })).status, 403);
  assert.equal((await state(approval)).state, "pending");
  const watched = await waitFor("the other notice", () =>
    told["/watcher"]?.find((one) => one.detail.approval === approval),
  );
  assert.ok(!JSON.stringify(watched).includes("/decide/"));
});

test("a link is good after a restart, by a click in a browser", async () => {
  const { id } = await createContainer();
  const { approval, approve } = await ask(id);
  await server.stop();
  await start();
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}${approve}`);
    await page.getByRole("button", { name: "Approve once" }).click();
    await page.getByRole("heading", { name: "container.stop: approved" }).waitFor();
  } finally {
    await browser.close();
  }
  assert.equal((await state(approval)).state, "approved");
});
