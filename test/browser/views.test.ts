import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { barriers } from "../support/barriers.ts";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, inspectContainer, uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const dashboard = openDashboard();
const grid = (page: Page) => page.getByRole("grid", { name: "Containers" });
const heads = (page: Page) => grid(page).getByRole("columnheader").allInnerTexts();

test("what is shown is kept as a view, and comes back by its name", async () => {
  const prefix = uniqueName("view");
  const project = { "com.docker.compose.project": prefix };
  await Promise.all(["b", "a"].map((end) => createContainer({ name: `${prefix}-${end}`, labels: project })));
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers?q=project:${prefix}`);
  await page.getByLabel("Group by").selectOption("state");
  await page.getByRole("button", { name: "Name", exact: true }).click();
  const row = page.getByRole("row");
  await row.filter({ hasText: `${prefix}-a` }).waitFor();
  const kept = page.url();
  await page.getByRole("button", { name: "Views" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Keep what is shown as").waitFor();
  await page.keyboard.type("mine");
  await page.keyboard.press("Enter");
  await page.goto(`${dashboard.url}/containers`);
  await page.getByRole("button", { name: "Views" }).click();
  assert.deepEqual(await barriers(page, "views"), []);
  await page.getByRole("button", { name: "mine", exact: true }).click();
  await waitFor("the view's address", () => page.url() === kept);
  await grid(page).getByRole("button", { name: "running 2" }).waitFor();
  const names = await row.filter({ hasText: prefix }).locator('[data-label="Name"]').allInnerTexts();
  assert.deepEqual(names, [`${prefix}-a`, `${prefix}-b`]);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("columns and the height of rows are chosen, and stay in this browser", async () => {
  const web = await createContainer();
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers?q=${web.name}`);
  const row = page.getByRole("row").filter({ hasText: web.name });
  await row.waitFor();
  const high = (await row.boundingBox())?.height ?? 0;
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("dialog").getByLabel("Image", { exact: true }).uncheck();
  await page.getByRole("dialog").getByLabel("Age", { exact: true }).check();
  await page.getByLabel("low rows").check();
  assert.deepEqual(await barriers(page, "columns"), []);
  await page.reload();
  await row.waitFor();
  const shown = await heads(page);
  assert.ok(shown.includes("Age") && shown.includes("Name") && !shown.includes("Image"), shown.join(", "));
  const low = (await row.boundingBox())?.height ?? 0;
  assert.ok(low < high - 8, `${low} instead of ${high} pixels`);
  await page.context().close();
});

test("a quick look stands beside the list, follows its keys, and gives the focus back to the row", async () => {
  const prefix = uniqueName("look");
  const [first, second] = [
    await createContainer({ name: `${prefix}-a` }),
    await createContainer({ name: `${prefix}-b` }),
  ];
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers?q=${prefix}&sort=Name`);
  await page.getByRole("row").filter({ hasText: first.name }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("dialog", { name: first.name }).getByText("Nothing is wrong.").waitFor();
  await page.keyboard.press("j");
  const drawer = page.getByRole("dialog", { name: second.name });
  await drawer.getByText("Nothing is wrong.").waitFor();
  assert.deepEqual(await barriers(page, "quick look"), []);
  // The list beside it is there to be used.
  await page.getByLabel(`Choose ${first.name}`).check();
  await drawer.getByRole("button", { name: "Stop" }).click();
  await waitFor("the stop", async () => (await inspectContainer(second.id)).State.Running === false);
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  assert.equal(await page.evaluate("document.activeElement.getAttribute('data-row')"), second.id);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("what was done stays among the notices, over a reload too, and is taken back there or by its key", async () => {
  const web = await createContainer();
  const paused = async () => (await inspectContainer(web.id)).State.Paused;
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers/${web.id}`);
  const press = async (name: string): Promise<void> => {
    await page.getByRole("button", { name: `More about ${web.name}` }).click();
    await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  };
  await press("Pause");
  await waitFor("the pause", paused);
  await page.getByRole("button", { name: "Put this notice away" }).click();
  await page.reload();
  await page.getByRole("heading", { level: 1, name: web.name }).waitFor();
  await page.keyboard.press("N");
  const notices = page.getByRole("dialog", { name: "Notices" });
  await notices.getByText(/paused/).waitFor();
  assert.deepEqual(await barriers(page, "notices"), []);
  await notices.getByRole("button", { name: "Undo" }).press("Enter");
  await waitFor("its undo", async () => !(await paused()));
  await notices.getByText("It was taken back.").waitFor();
  await page.keyboard.press("Escape");
  await notices.waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
  await page.context().close();
});

for (const [name, path] of [
  ["the list", "/containers"],
  ["the disk", "/disk"],
  ["settings", "/settings"],
] as const) {
  test(`${name} can be read and used with the system's own colours, and at 320 pixels`, async () => {
    const forced = await dashboard.tab({ path, forcedColors: "active", scheme: "dark" });
    assert.deepEqual(await barriers(forced.page, "forced colours"), []);
    await forced.page.context().close();
    const narrow = await dashboard.tab({ path, width: 320 });
    assert.deepEqual(await barriers(narrow.page, "320 pixels"), []);
    await narrow.page.context().close();
  });
}

test("the line of a measurement stands still for those who want little motion", async () => {
  const web = await createContainer({ command: ["sh", "-c", "while :; do :; done"], hostConfig: { NanoCpus: 1e8 } });
  const { page } = await dashboard.tab({ reducedMotion: "reduce" });
  await page.goto(`${dashboard.url}/containers?q=${web.name}`);
  const line = page.getByRole("row").filter({ hasText: web.name }).locator("polyline").first();
  const value = page.getByRole("row").filter({ hasText: web.name }).locator('[data-label="Memory"]');
  await line.waitFor({ state: "attached" });
  await value.getByText(/iB$/).waitFor();
  const before = await line.getAttribute("points");
  await page.waitForTimeout(5000);
  assert.equal(await line.getAttribute("points"), before);
  await page.context().close();
});
