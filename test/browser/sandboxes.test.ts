import assert from "node:assert/strict";
import { test } from "node:test";
import { startSandboxServer } from "../sandbox/sandbox-server.ts";
import { client } from "../support/client.ts";
import { openDashboard } from "../support/dashboard.ts";
import { uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const dashboard = openDashboard({ start: startSandboxServer });

test("a sandbox is made, entered and ended, and its token reaches it alone", async () => {
  const name = uniqueName("box");
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/endpoints`);
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
  const inside = await client(dashboard.url, token)("GET", "/api/containers");
  assert.deepEqual([inside.status, inside.body.containers], [200, []]);
  await row.getByRole("button", { name: `Go into ${name}` }).click();
  await waitFor(
    "the engine",
    async () => (await page.getByRole("combobox", { name: "Engine" }).inputValue()) === `sandbox-${name}`,
  );
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
