import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, inspectContainer, uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const dashboard = openDashboard();
const running = async (id: string): Promise<boolean> => (await inspectContainer(id)).State.Running;
const field = (page: Page, act: string) => page.getByRole("textbox", { name: act, exact: true });
const announced = (page: Page): Promise<string> => page.locator("[data-announced]").innerText();

async function openKeys(page: Page): Promise<void> {
  await page.goto(`${dashboard.url}/settings#keys`);
  await field(page, "Restart").waitFor();
}

test("a single key is chosen anew by keyboard alone: it acts, and help and menus show it", async () => {
  const web = await createContainer();
  const { page, complaints } = await dashboard.tab();
  await openKeys(page);
  await field(page, "Start or stop").focus();
  await page.keyboard.type("o");
  await page.goto(`${dashboard.url}/containers?q=${web.name}`);
  const row = page.getByRole("row").filter({ hasText: web.name });
  await row.focus();
  await page.keyboard.press("s");
  await page.keyboard.press("m");
  const menu = page.getByRole("dialog", { name: `Actions on ${web.name}` });
  assert.equal(await menu.locator("kbd").first().innerText(), "o");
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
  assert.equal(await running(web.id), true, "the former key does nothing any more");
  await row.focus();
  await page.keyboard.press("o");
  await waitFor("the stop", async () => !(await running(web.id)));
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys" });
  const line = help.locator("dt").filter({ hasText: /^o$/ });
  assert.equal(await line.locator("xpath=following-sibling::dd[1]").first().innerText(), "Start or stop");
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("a key that is taken is named before it goes from there, and an empty field switches one off", async () => {
  const { page } = await dashboard.tab();
  await openKeys(page);
  await field(page, "Restart").fill("j");
  const alert = page.getByRole("alert");
  await alert.getByText("j is taken: Next one (in lists and among approvals).").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await alert.waitFor({ state: "detached" });
  assert.equal(await field(page, "Next one").inputValue(), "");
  assert.equal(await field(page, "Restart").inputValue(), "j");
  await field(page, "This help").fill("");
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("?");
  assert.equal(await page.getByRole("dialog").count(), 0);
  await page.reload();
  await field(page, "Restart").waitFor();
  assert.equal(await field(page, "Restart").inputValue(), "j", "it stays in this browser");
  await page.getByRole("button", { name: "The usual keys again" }).click();
  assert.equal(await field(page, "Next one").inputValue(), "j");
  await page.context().close();
});

test("the letter of a page is nobody else's, whatever has the focus", async () => {
  const web = await createContainer();
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers?q=${web.name}`);
  await page.getByRole("row").filter({ hasText: web.name }).focus();
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
  assert.equal(await running(web.id), true);
  await page.context().close();
});

test("a row is read out in one sentence, and one that goes away is said", async () => {
  const prefix = uniqueName("said");
  const [first, second] = [
    await createContainer({ name: `${prefix}-a` }),
    await createContainer({ name: `${prefix}-b` }),
  ];
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers?q=${prefix}&sort=Name`);
  const row = page.getByRole("row").filter({ hasText: first.name });
  await row.focus();
  await page.keyboard.press("v");
  await waitFor("the sentence", async () => (await announced(page)).startsWith(`State running, Name ${first.name},`));
  assert.match(await announced(page), /, Image busybox:latest\b.*\.$/);
  await dashboard.call("DELETE", `/api/containers/${first.id}?force=true`);
  await waitFor("its end", async () => (await announced(page)).startsWith(`${first.name} is no longer in the list`));
  assert.equal(await page.evaluate("document.activeElement.getAttribute('data-row')"), second.id);
  await page.context().close();
});
