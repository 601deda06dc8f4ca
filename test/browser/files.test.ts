import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, type TestContainer, uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-files-"));
const evil = '<img src=x onerror=document.title="owned">';
const dashboard = openDashboard();
let web: TestContainer;
before(async () => {
  const script = `mkdir -p /srv/conf /srv/none
echo 'name: ${evil}' > /srv/conf/app.yaml
echo x > "/srv/conf/<b>bold"
trap 'exit 0' TERM; while :; do sleep 1000 & wait $!; done`;
  web = await createContainer({ command: ["sh", "-c", script] });
});
after(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function openFiles(page: Page, path: string): Promise<void> {
  await page.goto(`${dashboard.url}/containers/${web.id}/files?path=${encodeURIComponent(path)}`);
  await page.getByRole("navigation", { name: "Directory" }).waitFor();
}

test("directories are walked by keyboard, and what stands in a file or a name is text", async () => {
  const { page, complaints } = await dashboard.tab();
  await openFiles(page, "/");
  await page.getByRole("link", { name: "srv", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "conf", exact: true }).press("Enter");
  await page.getByRole("link", { name: "<b>bold" }).waitFor();
  await page.getByRole("link", { name: "app.yaml" }).press("Enter");
  await page.getByText(`name: ${evil}`).waitFor();
  assert.ok(!(await page.title()).includes("owned"));
  await page.getByRole("navigation", { name: "Directory" }).getByRole("link", { name: "srv" }).press("Enter");
  await page.getByRole("link", { name: "none", exact: true }).press("Enter");
  await page.getByText("This directory is empty.").waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("a file is put in, and saved again as it was", async () => {
  const name = `ünï ${"long".repeat(30)}.txt`;
  const file = join(directory, name);
  writeFileSync(file, "what was written\n".repeat(1000));
  const { page, complaints } = await dashboard.tab();
  await openFiles(page, "/srv");
  await page.getByLabel("Put files here").setInputFiles(file);
  await page.getByRole("link", { name }).waitFor();
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: `Save /srv/${name}`, exact: true }).click();
  const saved = join(directory, "saved");
  await (await saving).saveAs(saved);
  assert.equal(readFileSync(saved, "utf8"), readFileSync(file, "utf8"));
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("who may take no files is told by which rule, and sees names alone", async () => {
  const { body } = await dashboard.call("POST", "/api/tokens", { name: uniqueName("viewer"), role: "viewer" });
  const { page } = await dashboard.tab({ token: body.text });
  await openFiles(page, "/srv/conf");
  await page.getByText(/^No upload: Denied by/).waitFor();
  const save = page.getByRole("button", { name: "Save /srv/conf/app.yaml" });
  await save.hover();
  await waitFor("the button to be off", () => save.isDisabled());
  await page.getByRole("link", { name: "app.yaml" }).click();
  await page.getByRole("alert").getByText("may hold secrets").waitFor();
  assert.equal(await page.getByText(evil).count(), 0);
  await page.context().close();
});

test("a directory that isn't there is told", async () => {
  const { page } = await dashboard.tab();
  await openFiles(page, "/no/where");
  await page.getByRole("alert").getByText("Check the path inside the container.").waitFor();
  await page.context().close();
});

test("files keep nobody out, in light and dark, wide and narrow", async () => {
  const found = await dashboard.barriers(async (page) => {
    await openFiles(page, "/srv/conf");
    await page.getByRole("link", { name: "app.yaml" }).click();
    await page.getByText(evil).waitFor();
    return "files";
  });
  assert.deepEqual(found, []);
});
