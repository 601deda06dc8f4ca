import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { startSandboxServer } from "../sandbox/sandbox-server.ts";
import { openBrowser, signedIn } from "../support/browser.ts";
import { builtDashboard } from "../support/built-dashboard.ts";
import { client } from "../support/client.ts";
import { uniqueName } from "../support/engine.ts";
import type { TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

let browser: Browser;
let server: TestServer;
before(async () => {
  await builtDashboard();
  browser = await openBrowser();
  server = await startSandboxServer();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("a sandbox is made, entered and ended, and its token reaches it alone", async () => {
  const name = uniqueName("box");
  const { page, complaints } = await signedIn(browser, server);
  await page.goto(`${server.url}/endpoints`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Ends after").fill("10m");
  await page.getByLabel("Memory").fill("512MiB");
  await page.getByLabel("Disk").fill("256MiB");
  await page.getByLabel("with a token of its own").check();
  await page.getByRole("button", { name: "Make it" }).click();
  // An engine starts: that takes its time on a busy machine.
  const row = page.getByRole("row").filter({ hasText: name }).filter({ hasText: "512 MiB memory" });
  await row.getByText("ready").waitFor({ timeout: 240_000 });
  const token = /gnosis_\w+/.exec(await page.getByText("shown this once").innerText())?.[0] ?? "";
  const inside = await client(server.url, token)("GET", "/api/containers");
  assert.deepEqual([inside.status, inside.body.containers], [200, []]);
  await row.getByRole("button", { name: `Go into ${name}` }).click();
  await waitFor("the engine", async () => (await page.getByLabel("Engine").inputValue()) === `sandbox-${name}`);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByText(/^26\./).waitFor();
  await page.getByRole("link", { name: "Endpoints" }).click();
  await row.getByRole("button", { name: "End", exact: true }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: `End ${name}` })
    .click();
  await page.getByRole("row").filter({ hasText: name }).getByText("ended").first().waitFor({ timeout: 120_000 });
  assert.deepEqual(complaints, []);
  await page.context().close();
});
