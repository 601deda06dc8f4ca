import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { barriers } from "../support/barriers.ts";
import { signedIn } from "../support/browser.ts";
import { client } from "../support/client.ts";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, engine, inspectContainer, labels, uniqueName } from "../support/engine.ts";
import { startServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

const dashboard = openDashboard();

const web = join(import.meta.dirname, "../../dist/web");
const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

test("what the first page loads is at most 150 kB of JavaScript and 20 kB of styles, compressed", async () => {
  const { page } = await dashboard.tab();
  const loaded = new Set<string>();
  page.on("request", (request) => loaded.add(new URL(request.url()).pathname));
  await page.goto(`${dashboard.url}/containers`);
  await page.getByRole("heading", { level: 1, name: "Containers" }).waitFor();
  const sizeOf = (ending: string): number =>
    [...loaded]
      .filter((path) => path.endsWith(ending))
      .reduce((sum, path) => sum + gzipSync(readFileSync(join(web, path)), { level: 9 }).length, 0);
  assert.ok(sizeOf(".js") > 30_000, "the sizes are of what was loaded");
  assert.ok(sizeOf(".js") <= 150_000, `${sizeOf(".js")} bytes of JavaScript`);
  assert.ok(sizeOf(".css") <= 20_000, `${sizeOf(".css")} bytes of styles`);
  await page.context().close();
});

test("no page's own piece of JavaScript is larger than 40 kB compressed, but for terminal and editor", () => {
  const large = readdirSync(join(web, "assets"))
    .filter(
      (name) =>
        name.endsWith(".js") && !/^(?:index|react|screen|policy-editor|stack-editor|yaml-editor|dist|esm)/.test(name),
    )
    .map((name) => ({ name, size: gzipSync(readFileSync(join(web, "assets", name))).length }))
    .filter(({ size }) => size > 40_000);
  assert.deepEqual(large, []);
});

test("of the disk exactly what was chosen goes, and what is used by then is left and said", async () => {
  const prefix = uniqueName("prune");
  const [gone, kept] = [`${prefix}-gone`, `${prefix}-kept`];
  for (const Name of [gone, kept]) await engine("POST", "/volumes/create", { Name, Labels: labels });
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/disk`);
  await page.getByLabel("also images with a tag").check();
  await page.getByLabel("Filter").fill(prefix);
  for (const name of [gone, kept]) await page.getByLabel(`Choose ${name}`).check();
  await page.getByRole("button", { name: "Remove exactly these" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByText(gone).waitFor();
  await createContainer({ hostConfig: { Binds: [`${kept}:/data`] } });
  await dialog.getByRole("button", { name: /^Remove 2, free/ }).click();
  await page.getByText("1 of 2 removed").first().waitFor();
  await page
    .getByRole("listitem")
    .filter({ hasText: `${kept} was left` })
    .waitFor();
  const { Volumes } = await engine<{ Volumes: { Name: string }[] }>("GET", "/volumes");
  assert.deepEqual(
    [gone, kept].map((name) => Volumes.some(({ Name }) => Name === name)),
    [false, true],
  );
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("what can go is found, chosen and removed by keyboard alone", async () => {
  const prefix = uniqueName("prune");
  for (const end of ["a", "b"]) await engine("POST", "/volumes/create", { Name: `${prefix}-${end}`, Labels: labels });
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/disk`);
  await page.getByLabel("also images with a tag").focus();
  await page.keyboard.press("Space");
  await row(page, `${prefix}-a`).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type(prefix);
  await row(page, `${prefix}-a`).focus();
  for (const key of ["Home", "x", "j", "x"]) await page.keyboard.press(key);
  for (const end of ["a", "b"])
    await page.getByRole("checkbox", { name: `Choose ${prefix}-${end}`, checked: true }).waitFor();
  await page.getByRole("button", { name: "Remove exactly these" }).focus();
  await page.keyboard.press("Enter");
  // What it would do is asked first: the keys are for the dialog that tells of it.
  const confirm = page.getByRole("alertdialog").getByRole("button", { name: /^Remove 2, free/, disabled: false });
  await confirm.waitFor();
  for (let presses = 0; presses < 6; presses++) {
    if (await confirm.evaluate((button) => button === button.ownerDocument.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await page.getByText("2 of 2 removed").first().waitFor();
  const { Volumes } = await engine<{ Volumes: { Name: string }[] }>("GET", "/volumes");
  assert.ok(!Volumes.some(({ Name }) => Name.startsWith(prefix)));
  await page.context().close();
});

test("networks say whom a container reaches", async () => {
  const name = uniqueName("net");
  await engine("POST", "/networks/create", { Name: name, Internal: true, Labels: labels });
  const inside = { hostConfig: { NetworkMode: name } };
  const [one, other, outside] = await Promise.all([
    createContainer(inside),
    createContainer(inside),
    createContainer(),
  ]);
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/networks`);
  await page.getByLabel("Only those reached from").selectOption(one.id);
  const said = await page.getByRole("status").filter({ hasText: "reaches" }).innerText();
  assert.ok(said.includes(other.name) && !said.includes(outside.name), said);
  assert.match(said, /no way out/);
  await page.context().close();
});

test("an approval that comes in shows in the tab's name and in the inbox by itself, and a yes lets the call through", async () => {
  const policy =
    "version: 1\nroles:\n  asks:\n    allow: [risk:read]\n    ask: [container.stop]\n    containment: { level: baseline, mountRoots: [] }\n";
  const directory = mkdtempSync(join(tmpdir(), "gd-policy-"));
  writeFileSync(join(directory, "policy.yaml"), policy);
  const own = await startServer({ env: { GNOSIS_POLICY_FILE: join(directory, "policy.yaml") } });
  try {
    const web = await createContainer();
    const { body } = await own.call("POST", "/api/tokens", { name: uniqueName("asker"), role: "asks" });
    const { page } = await signedIn(dashboard.browser, own, { path: null });
    await page.goto(`${own.url}/approvals`);
    await page.getByText("Nothing waits").waitFor();
    const answer = client(own.url, body.text)("POST", `/api/containers/${web.id}/stop`, undefined, {
      prefer: "wait=300",
    });
    await page.getByRole("button", { name: "Approve once" }).waitFor();
    await waitFor("the tab's name", async () => (await page.title()).startsWith("(1) "));
    // By keys alone, and only while the approval itself has the focus.
    await page.keyboard.press("A");
    await page.keyboard.press("a");
    await page.getByRole("article").focus();
    await page.keyboard.press("a");
    assert.equal((await answer).status, 200);
    assert.equal((await inspectContainer(web.id)).State.Running, false);
    await waitFor("the tab's name again", async () => !(await page.title()).startsWith("("));
    await own.call("POST", `/api/containers/${web.id}/start`);
    const denied = client(own.url, body.text)("POST", `/api/containers/${web.id}/stop`, undefined, {
      prefer: "wait=300",
    });
    await page.getByRole("button", { name: "Deny", exact: true }).click();
    assert.equal((await denied).status, 403);
    assert.equal((await inspectContainer(web.id)).State.Running, true);
    await page.context().close();
  } finally {
    await own.stop();
    rmSync(directory, { recursive: true });
  }
});

test("the page that connects an agent tells of its first call", async () => {
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/agents`);
  await page.getByLabel("Name").focus();
  await page.keyboard.type(uniqueName("agent"));
  await page.keyboard.press("Enter");
  const token = /gnosis_\w+/.exec(await page.getByText("shown this once").innerText())?.[0] ?? "";
  await page.getByText("waiting for its first call").waitFor();
  await client(dashboard.url, token)("GET", "/api/containers");
  await page.getByText("connected: it called").waitFor();
  await page.context().close();
});

test("a container's history compares versions, and its statistics begin by themselves and mark its restarts", async () => {
  const one = await createContainer();
  await waitFor(
    "its first version to be kept",
    async () => (await dashboard.call("GET", `/api/containers/${one.id}/history`)).body.versions?.length > 0,
  );
  await dashboard.call("POST", `/api/containers/${one.id}/update`, { memory: "64MiB" });
  await dashboard.call("POST", `/api/containers/${one.id}/restart`, { timeout: "1s" });
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers/${one.id}/history`);
  await row(page, "HostConfig.Memory").first().getByText("+ 67108864").waitFor();
  await page.getByRole("button", { name: "Recreate this version" }).waitFor();
  await page.goto(`${dashboard.url}/containers/${one.id}/stats`);
  await page.getByText(/starts, ends and changes are marked/).click();
  await page.getByRole("listitem").filter({ hasText: "restart" }).first().waitFor();
  await page
    .getByRole("img", { name: /restarts and changes are marked/ })
    .first()
    .waitFor();
  await page.getByText(/^The same in numbers/).click();
  await page.getByRole("grid", { name: /^Averages/ }).waitFor();
  assert.deepEqual(await barriers(page, "charts"), []);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("activity puts who asked into lanes, and says what was denied", async () => {
  const { body } = await dashboard.call("POST", "/api/tokens", { name: uniqueName("viewer"), role: "viewer" });
  const one = await createContainer();
  const denied = await client(dashboard.url, body.text)("POST", `/api/containers/${one.id}/stop`);
  assert.equal(denied.status, 403);
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/activity?since=1h`);
  await page.getByRole("img", { name: /[1-9]\d* denied/ }).waitFor();
  await row(page, one.name).first().getByText("refused").waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("what stands in the name of a network stays text on every page that shows it", async () => {
  const evil = `${uniqueName("net")}<img src=x onerror=document.title='owned'>`;
  const { Id } = await engine<{ Id: string }>("POST", "/networks/create", { Name: evil, Labels: labels });
  const { body } = await dashboard.call("POST", "/api/tokens", { name: uniqueName("viewer"), role: "viewer" });
  await client(dashboard.url, body.text)("GET", `/api/networks/${Id}`);
  const { page, complaints } = await dashboard.tab();
  for (const path of ["networks", "disk", "activity?only=all&since=1h"]) {
    await page.goto(`${dashboard.url}/${path}`);
    await page.getByText(evil).filter({ visible: true }).first().waitFor();
  }
  // Chromium complains of the look of text that is replaced in the editor.
  assert.deepEqual(complaints, []);
  await page.goto(`${dashboard.url}/policy/edit`);
  const editor = page.getByRole("textbox", { name: "Policy as YAML" });
  await editor.focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("version: 1\nroles:\n  viewer:\n    deny: [network.inspect]\n");
  await page.getByText("The text is a valid policy").waitFor();
  await page.getByRole("button", { name: "Replay them" }).click();
  await page.getByRole("region", { name: "Calls that would differ" }).getByText(evil).first().waitFor();
  assert.ok(!(await page.title()).includes("owned"));
  assert.equal(await page.locator("img").count(), 0);
  await page.context().close();
});

test("a page whose program is broken off loads itself again", async () => {
  const { page } = await dashboard.tab();
  let broken = 2;
  await page.route(/assets\/(?:index|react)-.*\.js/, (route) => (broken-- > 0 ? route.abort() : route.continue()));
  await page.goto(`${dashboard.url}/volumes`);
  await page.getByRole("heading", { level: 1, name: "Volumes" }).waitFor();
  assert.ok(broken < 0, "it was broken off");
  await page.context().close();
});

test("a piece of the page that does not come is asked for again; what can't be drawn says so, and the rest works", async () => {
  const { page } = await dashboard.tab({ path: "/" });
  let broken = 1;
  await page.route(/assets\/(?:volumes|networks)-.*\.js/, (route) => {
    return broken-- > 0 ? route.abort() : route.continue();
  });
  await page.getByRole("link", { name: "Volumes", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Volumes" }).waitFor();
  broken = 100;
  await page.getByRole("link", { name: "Networks", exact: true }).click();
  await page.getByRole("alert").getByText("could not be drawn").waitFor();
  await page.getByRole("link", { name: "Disk", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Disk" }).waitFor();
  await page.context().close();
});

test("a piece that is fetched before it is needed and does not come is no fault of the page: it comes when it is needed", async () => {
  const { page } = await dashboard.tab();
  const faults: string[] = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  let broken = 1;
  await page.route(/assets\/palette-.*\.js/, (route) => (broken-- > 0 ? route.abort() : route.continue()));
  const failed = page.waitForEvent("requestfailed");
  await page.goto(`${dashboard.url}/volumes`);
  await failed;
  await page.getByRole("heading", { level: 1, name: "Volumes" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").waitFor();
  assert.deepEqual(faults, []);
  await page.context().close();
});
