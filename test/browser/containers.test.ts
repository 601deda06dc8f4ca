import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { barriers } from "../support/barriers.ts";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, engineSocket, inspectContainer, uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const dashboard = openDashboard();

const state = async (id: string) => (await inspectContainer(id)).State;
const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

async function openList(page: Page, filter: string): Promise<void> {
  await page.goto(`${dashboard.url}/containers?q=${filter}`);
  await page.getByRole("link", { name: filter }).first().waitFor();
}

test("several are chosen and acted on at once, each decided on its own, with what came of each", async () => {
  const prefix = uniqueName("bulk");
  const [first, second] = await Promise.all([
    createContainer({ name: `${prefix}-a` }),
    createContainer({ name: `${prefix}-b` }),
  ]);
  const kept = await createContainer({ name: `${prefix}-kept`, labels: { "gnosis-docker.protected": "true" } });
  const { page, complaints } = await dashboard.tab();
  await openList(page, prefix);
  await page.getByLabel("Choose all").check();
  await page.getByRole("region", { name: "Chosen containers" }).getByRole("button", { name: "Remove" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByText("allowed by").nth(1).waitFor();
  await dialog
    .getByRole("listitem")
    .filter({ hasText: kept.name })
    .getByText(/protected/i)
    .waitFor();
  assert.deepEqual(await barriers(page, "the question"), []);
  await dialog.getByRole("button", { name: "Remove 2" }).click();
  await dialog.getByText("moved to the trash").nth(1).waitFor();
  await dialog.getByRole("listitem").filter({ hasText: first.name }).getByRole("button", { name: "Undo" }).click();
  await waitFor("the first to be back", async () => (await state(first.id)).Running === true);
  await dialog.getByRole("button", { name: "Close" }).click();
  await row(page, first.name).getByText("running").waitFor();
  assert.equal(await row(page, second.name).count(), 0);
  assert.equal((await state(kept.id)).Running, true);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("rows are walked, chosen and acted on by keys alone, and the focus stays on its row", async () => {
  const prefix = uniqueName("keys");
  const [first, second] = await Promise.all([
    createContainer({ name: `${prefix}-a` }),
    createContainer({ name: `${prefix}-b` }),
  ]);
  const { page } = await dashboard.tab();
  await openList(page, prefix);
  await page.getByRole("button", { name: "Name" }).click();
  await row(page, first.name).focus();
  await page.keyboard.press("j");
  const focused = () => page.evaluate("document.activeElement.getAttribute('data-row')");
  assert.equal(await focused(), second.id);
  await page.keyboard.press("x");
  assert.ok(await page.getByLabel(`Choose ${second.name}`).isChecked());
  await page.keyboard.press("k");
  await page.keyboard.press("s");
  await waitFor("the stop", async () => (await state(first.id)).Running === false);
  await row(page, first.name).getByText("exited").waitFor();
  assert.equal(await focused(), first.id);
  // The list may hear of the stop before its call is answered; the notice is what z takes back.
  await page.getByRole("button", { name: "Undo" }).waitFor();
  await page.keyboard.press("z");
  await waitFor("its undo", async () => (await state(first.id)).Running === true);
  await page.keyboard.press("Space");
  await page.getByRole("dialog", { name: first.name }).getByText("Nothing is wrong.").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await focused(), first.id);
  await page.keyboard.press("l");
  await page.getByRole("log").waitFor();
  assert.match(page.url(), new RegExp(`${first.id}/logs`));
  await page.context().close();
});

test("what is copied as docker command and as API call does what its button does", async () => {
  const web = await createContainer();
  const { page } = await dashboard.tab();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const copied = async (action: string, how: string): Promise<string> => {
    await page.getByRole("button", { name: `More about ${web.name}` }).click();
    const line = page
      .getByRole("dialog")
      .getByRole("listitem")
      .filter({ hasText: new RegExp(`^${action}`) });
    await line.getByText(/^Allowed by/).waitFor();
    await line.getByRole("button", { name: how }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    return String(await page.evaluate("navigator.clipboard.readText()"));
  };
  const run = (command: string) =>
    promisify(execFile)("bash", ["-c", command], {
      env: { ...process.env, DOCKER_HOST: `unix://${engineSocket()}`, GNOSIS_DOCKER_TOKEN: dashboard.server.token },
    });
  const cases = [
    ["Pause", "Copy as API call", (now: any) => now.Paused === true],
    ["Unpause", "Copy as docker command", (now: any) => now.Paused === false],
    ["Stop", "Copy as docker command", (now: any) => now.Running === false],
    ["Start", "Copy as API call", (now: any) => now.Running === true],
    ["Kill", "Copy as docker command", (now: any) => now.ExitCode === 137],
    ["Start", "Copy as docker command", (now: any) => now.Running === true],
    ["Stop", "Copy as API call", (now: any) => now.Running === false],
    ["Restart", "Copy as API call", (now: any) => now.Running === true],
  ] as const;
  await openList(page, web.name);
  for (const [action, how, holds] of cases) {
    const text = await copied(action, how);
    const { stdout } = await run(text);
    assert.ok(holds(await state(web.id)), `${text} gave ${stdout}`);
    assert.ok(!text.includes(dashboard.server.token), "no token is copied");
    await page.reload();
    await openList(page, web.name);
  }
  const started = (await state(web.id)).StartedAt;
  await run(await copied("Restart", "Copy as docker command"));
  assert.notEqual((await state(web.id)).StartedAt, started);
  // What the page says of it decides whether the copied call kills it first.
  await page.reload();
  await row(page, web.name).getByText("running").waitFor();
  const removed = await run(await copied("Remove", "Copy as API call"));
  const { body } = await dashboard.call("GET", "/api/trash");
  assert.ok(
    body.removed.some(({ full_id }: { full_id: string }) => full_id === web.id),
    removed.stdout,
  );
  await page.context().close();
});

test("the palette finds an operation on a container, and asks for it by keyboard alone", async () => {
  const web = await createContainer();
  const { page, complaints } = await dashboard.tab({ path: "/" });
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").waitFor();
  await page.keyboard.type(`stop ${web.name}`);
  await page.getByRole("dialog").getByRole("option").first().getByText("allowed").waitFor();
  assert.deepEqual(await barriers(page, "palette"), []);
  await page.keyboard.press("Enter");
  await page.getByLabel("timeout", { exact: false }).first().waitFor();
  await page.getByRole("button", { name: "Do it" }).waitFor();
  await page.getByRole("status").filter({ hasText: "Allowed by" }).waitFor();
  assert.deepEqual(await barriers(page, "an operation to fill in"), []);
  await page.getByLabel("id", { exact: false }).first().focus();
  await page.keyboard.press("Enter");
  await waitFor("the stop", async () => (await state(web.id)).Running === false);
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").waitFor();
  await page.keyboard.type(web.name);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: web.name }).waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("the palette sets what this browser keeps", async () => {
  const { page } = await dashboard.tab({ path: "/" });
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").waitFor();
  await page.keyboard.type("theme dark");
  await page.getByRole("option", { name: "Theme: dark" }).waitFor();
  await page.keyboard.press("Enter");
  await waitFor("the theme", async () => (await page.evaluate("document.documentElement.dataset.theme")) === "dark");
  await page.context().close();
});

test("the help lists the keys, and single keys can be switched off", async () => {
  const { page } = await dashboard.tab({ path: "/" });
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  assert.deepEqual(await barriers(page, "keys"), []);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.evaluate(() => localStorage.setItem("keys", "off"));
  await page.keyboard.press("?");
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  assert.equal(await page.getByRole("dialog").count(), 0);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.context().close();
});

test("projects group the list, and what stands in labels stays text", async () => {
  const evil = "<img src=x onerror=document.title='owned'>";
  const web = await createContainer({ labels: { "com.docker.compose.project": evil } });
  const { page, complaints } = await dashboard.tab();
  await openList(page, web.name);
  await page.getByLabel("Group by").selectOption("project");
  await page.getByRole("button", { name: evil }).click();
  assert.equal(await row(page, web.name).count(), 0);
  assert.match(page.url(), /group=project/);
  assert.deepEqual(await barriers(page, "groups"), []);
  assert.ok(!(await page.title()).includes("owned"));
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("CPU and memory are shown as they are measured", async () => {
  const web = await createContainer({ command: ["sh", "-c", "while :; do :; done"], hostConfig: { NanoCpus: 1e8 } });
  const { page } = await dashboard.tab();
  await openList(page, web.name);
  await row(page, web.name)
    .getByText(/^[1-9][\d.]* %$/)
    .waitFor();
  await row(page, web.name)
    .getByText(/[KM]iB$/)
    .waitFor();
  await page.context().close();
});
