import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Page } from "playwright-core";
import { barriersHere, looks } from "../support/barriers.ts";
import { type Client, client } from "../support/client.ts";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, inspectContainer, uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-inbox-"));
const policyFile = join(directory, "policy.yaml");
writeFileSync(
  policyFile,
  `version: 1
roles:
  asks:
    allow: ["risk:read"]
    ask: [container.stop, container.kill, container.remove, token.revoke]
    containment: { level: baseline, mountRoots: [] }
`,
);
const dashboard = openDashboard({ env: { GNOSIS_POLICY_FILE: policyFile } });
after(() => rmSync(directory, { recursive: true, force: true }));

/** An agent of its own, so that what one test leaves does not wait in another's inbox. */
async function newAgent(): Promise<{ readonly agent: Client; readonly name: string }> {
  const name = uniqueName("asker");
  const { body } = await dashboard.call("POST", "/api/tokens", { name, role: "asks" });
  return { agent: client(dashboard.url, body.text), name };
}
const reason = { "x-gnosis-reason": "It holds an old schema, and the tests need a fresh one." };
const question = (page: Page, name: string) => page.getByRole("article", { name: `${name} asks to` });
const inbox = async (page: Page, name: string) => {
  await page.goto(`${dashboard.url}/approvals`);
  await question(page, name).waitFor();
  return question(page, name);
};

test("a kill is made a stop by mouse: what differs is shown first, and who waits is told to stop instead", async () => {
  const web = await createContainer();
  const { agent, name } = await newAgent();
  const { page, complaints } = await dashboard.tab({ path: "/" });
  const answer = agent("POST", `/api/containers/${web.name}/kill`, {}, { ...reason, prefer: "wait=300" });
  const asked = await inbox(page, name);
  await asked.getByText(reason["x-gnosis-reason"]).waitFor();
  await asked.getByRole("button", { name: "Make it safer…" }).click();
  const dialog = page.getByRole("dialog", { name: "Approve something safer" });
  assert.equal(await dialog.getByRole("button", { name: "Approve this instead" }).isDisabled(), true);
  await dialog.getByLabel("Stop it instead").check();
  await dialog.getByText("container.kill").waitFor();
  await dialog.getByText("container.stop").waitFor();
  await dialog.getByText(`container.start: start ${web.name}`).waitFor();
  await dialog.getByLabel("A sentence for").fill("it has data in memory");
  await dialog.getByRole("button", { name: "Approve this instead" }).click();
  const { status, body } = await answer;
  assert.deepEqual([status, body.code, body.instead.operation], [409, "APPROVAL_EDITED", "container.stop"]);
  assert.match(body.detail, /it has data in memory/);
  assert.equal((await agent("POST", `/api/containers/${web.name}/stop`)).status, 200);
  assert.equal((await inspectContainer(web.id)).State.Running, false);
  const told = page.getByRole("article", { name: `${name} asked to kill` });
  await told.getByText("something safer was approved by admin-file").waitFor();
  await page
    .getByRole("article", { name: `${name} asked to stop` })
    .getByText("approved and done")
    .waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("by keyboard alone a call gets more time, once, and is made safer", async () => {
  const web = await createContainer();
  const { agent, name } = await newAgent();
  const { page } = await dashboard.tab({ path: "/" });
  const { approval } = (await agent("DELETE", `/api/containers/${web.id}?force=true&volumes=true`)).body;
  await page.goto(`${dashboard.url}/approvals#${approval.id}`);
  const asked = question(page, name);
  await waitFor("the focus on what the address names", () =>
    asked.evaluate((one) => one === one.ownerDocument.activeElement),
  );
  await page.keyboard.press("m");
  await page.getByRole("status").getByText("It can be answered until").waitFor();
  await asked.getByText("(extended)").waitFor();
  assert.equal(await asked.getByRole("button", { name: "15 more minutes" }).count(), 0);
  await asked.focus();
  await page.keyboard.press("e");
  const dialog = page.getByRole("dialog", { name: "Approve something safer" });
  await dialog.waitFor();
  await page.keyboard.press("Space");
  await dialog.getByText("volumes: true").waitFor();
  const approve = dialog.getByRole("button", { name: "Approve this instead" });
  await waitFor("the preview", () => approve.isEnabled());
  for (let tabs = 0; tabs < 12; tabs++) {
    if (await approve.evaluate((one) => one === one.ownerDocument.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  const made = await agent("DELETE", `/api/containers/${web.id}?force=true`);
  assert.equal(made.status, 200, made.text);
  await page.context().close();
});

test("what changes while one looks at something safer is said, and what is shown then is what is approved", async () => {
  const web = await createContainer();
  const { agent, name } = await newAgent();
  const { page } = await dashboard.tab({ path: "/" });
  await agent("DELETE", `/api/containers/${web.id}?force=true&volumes=true`);
  await (await inbox(page, name)).getByRole("button", { name: "Make it safer…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Its anonymous volumes stay.").check();
  const approve = dialog.getByRole("button", { name: "Approve this instead" });
  await waitFor("the preview", () => approve.isEnabled());
  // Cut off from the server's hints, as a page on a slow line is.
  await page.evaluate("performance.now()");
  await dashboard.call("POST", `/api/containers/${web.id}/pause`);
  await dialog.getByText(/status of the container .* was "running" and is "paused"/).waitFor();
  await waitFor("the preview again", () => approve.isEnabled());
  await approve.click();
  await dialog.waitFor({ state: "detached" });
  await page.context().close();
});

test("a no says why, and who asked is told that", async () => {
  const web = await createContainer();
  const { agent, name } = await newAgent();
  const { page } = await dashboard.tab({ path: "/" });
  const answer = agent("POST", `/api/containers/${web.id}/stop`, {}, { prefer: "wait=300" });
  await (await inbox(page, name)).getByRole("button", { name: "Deny, and say why…" }).click();
  const dialog = page.getByRole("dialog", { name: "Deny, and say why" });
  await page.keyboard.type("it serves customers until six");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  assert.match((await answer).body.detail, /it serves customers until six/);
  const told = page.getByRole("article", { name: `${name} asked to stop` });
  await told.getByText("it serves customers until six").waitFor();
  await page.context().close();
});

test("what can't be taken back has to be named before it is approved", async () => {
  const { agent, name } = await newAgent();
  const other = (await dashboard.call("POST", "/api/tokens", { name: uniqueName("gone"), role: "viewer" })).body.token;
  const { page } = await dashboard.tab({ path: "/" });
  assert.equal((await agent("DELETE", `/api/tokens/${other.id}`)).status, 202);
  const asked = await inbox(page, name);
  await asked.getByText("can't be taken back").waitFor();
  await asked.focus();
  await page.keyboard.press("a");
  const dialog = page.getByRole("alertdialog");
  const yes = dialog.getByRole("button", { name: "Yes, approve once" });
  assert.equal(await yes.isDisabled(), true);
  await dialog.getByLabel(/^Type/).fill("token.revoke");
  await yes.click();
  await page.getByText("Approved once").waitFor();
  assert.equal((await agent("DELETE", `/api/tokens/${other.id}`)).status, 200);
  await page.context().close();
});

test("three minutes before a call is denied for want of an answer that is told, wherever one is", async () => {
  const web = await createContainer();
  const { agent, name } = await newAgent();
  const { page } = await dashboard.tab({ path: "/" });
  await page.clock.install();
  await agent("POST", `/api/containers/${web.id}/stop`);
  await page.goto(`${dashboard.url}/disk`);
  await page.getByRole("heading", { name: "Disk", level: 1 }).waitFor();
  await page.getByText("1", { exact: true }).first().waitFor();
  await waitFor("the notice", async () => {
    await page.clock.fastForward(60_000);
    return (await page.getByRole("status").getByText(`container.stop of ${name} is denied in`).count()) > 0;
  });
  await page.context().close();
});

test("on a phone an ordinary call is answered without scrolling, with a second button, from the bar at the bottom", async () => {
  const web = await createContainer({ name: "shop-database-1-of-a-project-with-a-long-name" });
  const { agent, name } = await newAgent();
  const { page } = await dashboard.tab({ path: "/", width: 390 });
  await page.setViewportSize({ width: 390, height: 844 });
  for (const { id } of (await dashboard.call("GET", "/api/approvals?state=pending")).body.approvals)
    await dashboard.call("POST", `/api/approvals/${id}/deny`);
  const asked = await agent("DELETE", `/api/containers/${web.id}?force=true&volumes=true`, undefined, reason);
  const bar = page.getByRole("navigation", { name: "Main pages" });
  await bar.getByLabel("1 waiting").waitFor();
  await bar.getByRole("link", { name: "Approvals" }).click();
  const card = question(page, name);
  await card.waitFor();
  const edge = (await bar.boundingBox())?.y ?? 0;
  for (const button of ["Approve once", "Deny", "Make it safer…"]) {
    const box = await card.getByRole("button", { name: button, exact: true }).boundingBox();
    assert.ok(box !== null && box.y > 0 && box.y + box.height <= edge, `${button} ${JSON.stringify(box)} ${edge}`);
    assert.ok(box.height >= 44 && box.width >= 44, button);
  }
  assert.equal(await page.evaluate("scrollY"), 0);
  await card.getByRole("button", { name: "Approve once" }).click();
  assert.equal((await dashboard.call("GET", `/api/approvals/${asked.body.approval.id}`)).body.state, "pending");
  await page.getByRole("alertdialog").getByRole("button", { name: "Yes, approve once" }).click();
  await page.getByText("Approved once").waitFor();
  assert.equal((await agent("DELETE", `/api/containers/${web.id}?force=true&volumes=true`)).status, 200);
  await bar.getByRole("button", { name: "Freeze" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Freeze agents" }).click();
  await bar.getByRole("button", { name: "Lift" }).click();
  await bar.getByRole("button", { name: "Freeze" }).waitFor();
  await bar.getByRole("button", { name: "More" }).click();
  await page.getByRole("dialog", { name: "All pages" }).getByRole("link", { name: "Disk" }).click();
  await page.getByRole("heading", { name: "Disk", level: 1 }).waitFor();
  await page.context().close();
});

test("a call that waits, its answers and what is safer keep nobody out, light and dark, at 1280 and at 390 px", async () => {
  const web = await createContainer();
  const { agent, name } = await newAgent();
  await agent("DELETE", `/api/containers/${web.id}?force=true&volumes=true`, undefined, reason);
  const { page, complaints } = await dashboard.tab({ path: "/" });
  const card = await inbox(page, name);
  await card.getByText("Rule, input and the rest").click();
  const found = await barriersHere(page, "inbox");
  await card.getByRole("button", { name: "Make it safer…" }).click();
  await page.getByLabel("Its anonymous volumes stay.").check();
  await waitFor("the preview", () => page.getByRole("button", { name: "Approve this instead" }).isEnabled());
  found.push(...(await barriersHere(page, "safer")));
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "More", exact: true }).click();
  const narrow = looks.filter(({ width }) => width < 760);
  found.push(...(await barriersHere(page, "all pages", narrow)));
  assert.deepEqual(found, []);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("at 320 pixels every page reflows, and on a phone what is touched is large enough", async () => {
  const web = await createContainer();
  const { page } = await dashboard.tab({ path: "/", width: 320 });
  const found: string[] = [];
  const paths = ["", "containers", "logs", "images", "volumes", "networks", "disk", "trash", "activity", "approvals"];
  const views = ["summary", "logs", "stats", "processes", "files", "history"].map(
    (tab) => `containers/${web.id}/${tab}`,
  );
  for (const path of [...paths, "agents", "policy", "endpoints", "settings", ...views]) {
    await page.goto(`${dashboard.url}/${path}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForTimeout(300);
    const wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    if (Number(wide) > 0) found.push(`/${path} is ${String(wide)} px too wide`);
    // Links within a sentence are as high as its line (WCAG 2.5.8).
    const small: string[] = await page.evaluate(`
      [...document.querySelectorAll("main button, main select, main summary, .bottom > *, .bar button, main input:not([type=checkbox])")]
        .filter((one) => one.checkVisibility())
        .filter((one) => { const { width, height } = one.getBoundingClientRect(); return width > 0 && (height < 43.5 || width < 24); })
        .map((one) => one.outerHTML.slice(0, 90))`);
    for (const one of small.slice(0, 3)) found.push(`/${path}: ${one}`);
  }
  assert.deepEqual(found, []);
  await page.context().close();
});
