import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { client } from "../support/client.ts";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, inspectContainer, type TestContainer, uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const evil = "<img src=x onerror=document.title='owned'>";
const session = uniqueName("session");
let web: TestContainer;
const dashboard = openDashboard({
  prepare: async () => {
    web = await createContainer();
    const { body } = await dashboard.call("POST", "/api/tokens", { name: uniqueName("bot"), role: "operator" });
    const bot = client(dashboard.url, body.text);
    const as = { "x-gnosis-session": session, "user-agent": `claude ${evil}` };
    await bot("GET", `/api/containers/${web.id}`, undefined, as);
    await bot("POST", `/api/containers/${web.id}/pause`, undefined, as);
    await bot("POST", "/api/containers/run", { image: "busybox:latest", env: { API_KEY: "hunter2", X: evil } }, as);
    await bot("POST", `/api/containers/${web.id}/unpause`, undefined, as);
  },
});

const replay = (page: Page) => page.getByRole("region", { name: "Replay" });
const call = (page: Page) => page.getByRole("region", { name: "The call" });

async function openReplay(page: Page): Promise<void> {
  await page.goto(`${dashboard.url}/agents/${session}`);
  await replay(page).getByRole("slider", { name: "Call" }).waitFor();
}

test("a session is replayed by keys alone: what was asked, what was decided, and what was different by then", async () => {
  const { page, complaints } = await dashboard.tab();
  await openReplay(page);
  const slider = replay(page).getByRole("slider", { name: "Call" });
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await call(page).getByText(`The container '${web.name}' is paused.`).waitFor();
  assert.match((await slider.getAttribute("aria-valuetext")) ?? "", /^Call 2 of 4, .*container\.pause, done$/);
  await page.keyboard.press("ArrowRight");
  await call(page).getByText("deny by").waitFor();
  const shown = await call(page).innerText();
  assert.ok(!shown.includes("hunter2") && shown.includes(evil), shown);
  assert.match(shown, /is paused/, "what was done before is still so");
  await page.keyboard.press("End");
  await call(page).getByText("Nothing.").waitFor();
  await page.keyboard.press("Home");
  await call(page).getByText("No event of the engine.").waitFor();
  assert.ok(!(await page.title()).includes("owned"));
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("a denial leads to the rule that made it, and what it was on may be gone", async () => {
  const { page } = await dashboard.tab();
  await openReplay(page);
  await replay(page)
    .getByRole("button", { name: /container\.run/ })
    .click();
  await call(page).getByTitle("Where the policy says so").click();
  await page.getByRole("heading", { level: 1, name: "Policy" }).waitFor();
  await page.getByRole("status").filter({ hasText: "deny by" }).waitFor();
  await page.goto(`${dashboard.url}/policy?as=operator&operation=container.update&target=${"0".repeat(64)}`);
  await page.getByText("What it was on is gone").waitFor();
  await page.context().close();
});

test("one call of a session is taken back from its step, and from the list of records", async () => {
  const other = await createContainer();
  const own = uniqueName("session");
  const paused = () =>
    dashboard.call("POST", `/api/containers/${other.id}/pause`, undefined, { "x-gnosis-session": own });
  const runs = async () => (await inspectContainer(other.id)).State.Paused === false;
  await paused();
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/agents/${own}`);
  await call(page).getByRole("button", { name: "Undo this call" }).click();
  await waitFor("the undo", runs);
  await paused();
  await page.goto(`${dashboard.url}/activity?since=1h`);
  await page
    .getByRole("row")
    .filter({ hasText: other.name })
    .getByRole("button", { name: "container.pause" })
    .first()
    .focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "container.pause" });
  await dialog.getByRole("button", { name: "Undo this call" }).press("Enter");
  await waitFor("the undo", runs);
  await page.context().close();
});

test("who may not see the policy reads the rule's name, and nothing leads there", async () => {
  const { body } = await dashboard.call("POST", "/api/tokens", { name: uniqueName("viewer"), role: "viewer" });
  const { page } = await dashboard.tab({ token: body.text });
  await page.goto(`${dashboard.url}/agents`);
  await page.getByRole("alert").getByText("Rule: viewer.records").first().waitFor();
  assert.equal(await page.getByRole("link", { name: "viewer.records" }).count(), 0);
  await page.context().close();
});

test("the replay keeps nobody out, in light and dark, wide and narrow", async () => {
  const found = await dashboard.barriers(async (page) => {
    await openReplay(page);
    await replay(page).getByRole("button", { name: "Later", exact: true }).click();
    await call(page)
      .getByRole("button", { name: /^More about/ })
      .click();
    await page.getByRole("dialog").getByText("Allowed by").first().waitFor();
    return "replay";
  });
  assert.deepEqual(found, []);
});
