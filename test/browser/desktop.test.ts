import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { client } from "../support/client.ts";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-desktop-"));
const policyFile = join(directory, "policy.yaml");
writeFileSync(
  policyFile,
  `version: 1
roles:
  asks:
    allow: ["risk:read"]
    ask: [container.stop, container.kill]
    containment: { level: baseline, mountRoots: [] }
`,
);
// What a desktop has to do with only a whole browser knows.
const dashboard = openDashboard({ browser: "whole", env: { GNOSIS_POLICY_FILE: policyFile } });
after(() => rmSync(directory, { recursive: true, force: true }));

test("a call that comes in while the page is out of sight is told on the desktop, where that was asked for", async () => {
  const web = await createContainer();
  const name = uniqueName("asker");
  const { body } = await dashboard.call("POST", "/api/tokens", { name, role: "asks" });
  const agent = client(dashboard.url, body.text);
  const { page } = await dashboard.tab({ path: "/" });
  await page.context().grantPermissions(["notifications"]);
  await page.addInitScript(`
    window.told = [];
    const Real = Notification;
    window.Notification = class extends Real { constructor(title, options) { super(title, options); window.told.push(title); } };
  `);
  await page.goto(`${dashboard.url}/settings`);
  await page.getByLabel("Notices on this desktop").check();
  await agent("POST", `/api/containers/${web.id}/stop`);
  await waitFor("the title", async () => (await page.title()).startsWith("(1)"));
  assert.deepEqual(await page.evaluate("told"), [], "the page is in sight");
  await page.evaluate("Object.defineProperty(document, 'hidden', { value: true })");
  await agent("POST", `/api/containers/${web.id}/kill`);
  await waitFor("the notice", async () => Number(await page.evaluate("told.length")) > 0);
  assert.deepEqual(await page.evaluate("told"), [`${name} asks for container.kill on ${web.name}`]);
  await page.context().close();
});

test("the dashboard can be installed: its manifest and icons are served under the content policy", async () => {
  const { page, complaints } = await dashboard.tab({ path: "/", width: 390 });
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data ?? "{}");
  assert.deepEqual([manifest.display, manifest.start_url], ["standalone", "/approvals"]);
  for (const { src, type, sizes } of manifest.icons) {
    const answer = await fetch(dashboard.url + src);
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, type]);
    // A PNG's width stands in its bytes 16 to 19.
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (type === "image/png") assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes);
  }
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // Nothing can be installed in the private window that a test has.
  assert.deepEqual(
    installabilityErrors.map(({ errorId }) => errorId),
    ["in-incognito"],
  );
  assert.deepEqual(complaints, []);
  await page.context().close();
});
