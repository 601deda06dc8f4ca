import assert from "node:assert/strict";
import { test } from "node:test";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, engineSocket, inspectContainer, uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const address = `unix://${engineSocket()}`;
const endpoints = [
  { name: "near", address },
  { name: "far", address },
  { name: "lost", address: "unix:///nowhere/docker.sock" },
];
const dashboard = openDashboard({
  env: { GNOSIS_ENDPOINTS: JSON.stringify(endpoints), GNOSIS_EVENTS_KEPT: "9d" },
});

test("each engine says how it is, and the one that is chosen is meant by every page and change", async () => {
  const web = await createContainer();
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/endpoints`);
  const lost = page.getByRole("row").filter({ hasText: "nowhere" });
  await lost.getByText("unreachable").waitFor();
  assert.equal(await lost.getByRole("button", { name: "Show lost" }).isDisabled(), true);
  await page.getByRole("button", { name: "Show far" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("row").filter({ hasText: "far" }).getByText("shown now").waitFor();
  await page.getByRole("link", { name: "Containers", exact: true }).click();
  await page.goto(`${dashboard.url}/containers/${web.id}`);
  assert.equal(await page.getByRole("combobox", { name: "Engine" }).inputValue(), "far");
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await waitFor("the stop", async () => !(await inspectContainer(web.id)).State.Running);
  const { body } = await dashboard.call("GET", "/api/audit?limit=100");
  const stop = body.records.find((one: any) => one.operation === "container.stop");
  assert.equal(stop.endpoint, "far");
  await page.context().close();
});

test("an engine that is remembered and gone is left for the usual one", async () => {
  const { page } = await dashboard.tab({ path: "/" });
  await page.evaluate("sessionStorage.setItem('endpoint', 'sandbox-ended')");
  await page.reload();
  await waitFor(
    "the usual one",
    async () => (await page.getByRole("combobox", { name: "Engine" }).inputValue()) === "near",
  );
  await page.context().close();
});

test("settings tell what is set and from where, and what is kept for how long", async () => {
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/settings`);
  const row = page.getByRole("row").filter({ hasText: "eventsKept" }).first();
  await row.getByText("environment GNOSIS_EVENTS_KEPT").waitFor();
  assert.equal(await page.getByText("trashTime", { exact: true }).count(), 0);
  await page.getByLabel("Also what stands as it comes").check();
  await page.getByText("trashTime", { exact: true }).waitFor();
  await page.getByText("Audit log entries").waitFor();
  await page.getByRole("main").getByLabel("Theme").selectOption("dark");
  assert.equal(await page.evaluate("document.documentElement.dataset.theme"), "dark");
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("who may not see how the server is set up is told so, and keeps the rest of the page", async () => {
  const { body } = await dashboard.call("POST", "/api/tokens", { name: uniqueName("viewer"), role: "viewer" });
  const { page } = await dashboard.tab({ token: body.text });
  await page.goto(`${dashboard.url}/settings`);
  // Two parts of the page ask for it, each by itself.
  await page.getByRole("alert").nth(1).waitFor();
  assert.equal(await page.getByRole("alert").count(), 2);
  await page.getByText("This browser").waitFor();
  await page.context().close();
});

for (const path of ["endpoints", "settings"]) {
  test(`${path} keep nobody out, in light and dark, wide and narrow`, async () => {
    const found = await dashboard.barriers(async (page) => {
      await page.goto(`${dashboard.url}/${path}`);
      await page
        .getByText(path === "endpoints" ? "nowhere" : "Audit log entries")
        .first()
        .waitFor();
      return path;
    });
    assert.deepEqual(found, []);
  });
}
