import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { barriersHere } from "../support/barriers.ts";
import { openDashboard } from "../support/dashboard.ts";
import { engine, labels, uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const dashboard = openDashboard();

const [key, value] = Object.entries(labels)[0] ?? ["", ""];
const own = `labels: { ${key}: "${value}" }`;
const document = (command: string): string =>
  `services:\n  web:\n    image: busybox\n    command: ${command}\n    stop_grace_period: 0s\n    environment: { SECRET_WORD: "\${WORD}" }\n    ${own}\nnetworks:\n  default: { ${own} }\n`;

async function replaceText(page: Page, text: string): Promise<void> {
  const editor = page.getByRole("textbox", { name: "Compose file" });
  await editor.focus();
  await page.keyboard.press("Control+a");
  // Chromium itself styles what is put in the place of a selection, which the page forbids.
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
}

test("a stack is written, saved, planned, brought up with its log beside it, changed and taken down, by keyboard alone", async () => {
  const name = uniqueName("page").toLowerCase();
  const { page, complaints } = await dashboard.tab({ path: "/" });
  await page.keyboard.press("g");
  await page.keyboard.press("k");
  await page.getByRole("heading", { level: 1, name: "Stacks" }).waitFor();
  await page.getByLabel("New stack", { exact: false }).last().focus();
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Compose file" }).waitFor();
  await replaceText(page, document('sh -c "echo said by web; sleep 600"').replace("image:", "imag:"));
  await page.getByText('did you mean "image"').first().waitFor();
  await replaceText(page, document('sh -c "echo said by web; sleep 600"'));
  await page.getByText("WORD is not given", { exact: false }).first().waitFor();
  await page.getByLabel("New variable").focus();
  await page.keyboard.type("WORD");
  await page.keyboard.press("Enter");
  await page.getByLabel("WORD", { exact: true }).focus();
  await page.keyboard.type("hush-hush");
  await page.getByText("A valid document of web").waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).focus();
  await page.keyboard.press("Enter");
  const plan = page.getByRole("region", { name: "Plan" });
  await plan.getByText(`${name}-web-1`).waitFor();
  assert.match(await plan.innerText(), /create.*network[^]*create.*container/u);
  await page.getByRole("button", { name: "Bring it up", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByText(`Stack ${name} is up`, { exact: false }).first().waitFor({ timeout: 60_000 });
  await page.getByText("said by web").first().waitFor({ timeout: 30_000 });
  await page.getByText("Everything is as it should be").waitFor();
  const first = await engine("GET", `/containers/${name}-web-1/json`);
  assert.ok(first.Config.Env.includes("SECRET_WORD=hush-hush"));
  await page.getByRole("link", { name: "Document" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Compose file" }).waitFor();
  await replaceText(page, document("sleep 601"));
  await page.getByText("A valid document of web").waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).focus();
  await page.keyboard.press("Enter");
  await plan.getByText("recreate").waitFor();
  await plan.getByText("Cmd").waitFor();
  await page.getByRole("button", { name: "Bring it up", exact: true }).focus();
  await page.keyboard.press("Enter");
  await waitFor("the new container", async () => {
    const now = await engine("GET", `/containers/${name}-web-1/json`).catch(() => undefined);
    return now !== undefined && now.Id !== first.Id && now.State.Running;
  });
  await page.getByText("Everything is as it should be").waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "Take down", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Take it down", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("alertdialog").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText(`Stack ${name} is down`).first().waitFor({ timeout: 60_000 });
  await assert.rejects(engine("GET", `/containers/${name}-web-1/json`), { status: 404 });
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("what a version changed is shown, and an earlier one counts again", async () => {
  const name = uniqueName("versions").toLowerCase();
  for (const command of ["sleep 1", "sleep 2"])
    assert.equal((await dashboard.call("PUT", `/api/stacks/${name}`, { document: document(command) })).status, 200);
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/stacks/${name}/versions`);
  await page.getByRole("button", { name: /^Changes of version/ }).click();
  await page.locator(".diff .added").getByText("sleep 2").waitFor();
  await page.getByRole("button", { name: "Go back to it", exact: true }).click();
  await page.getByRole("button", { name: /^Go back to [0-9a-f]{12}$/ }).click();
  await waitFor("the version", async () => (await dashboard.call("GET", `/api/stacks/${name}`)).body.document.includes("sleep 1")); // prettier-ignore
  await page.context().close();
});

test("names, labels and values of a stack are text everywhere", async () => {
  const name = uniqueName("text").toLowerCase();
  const evil = "<img src=x onerror=alert(1)>";
  const yaml = `services:\n  web:\n    image: busybox\n    command: ["${evil}"]\n    profiles: [ "${evil}" ]\n`;
  const saved = await dashboard.call("PUT", `/api/stacks/${name}`, {
    document: yaml,
    env: { WORD: evil },
    reason: evil,
  });
  assert.equal(saved.status, 200, saved.text);
  const { page, complaints } = await dashboard.tab();
  for (const tab of ["services", "edit", "up", "versions"]) {
    await page.goto(`${dashboard.url}/stacks/${name}/${tab}`);
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await page.waitForTimeout(500);
    assert.equal(await page.locator("img").count(), 0, tab);
  }
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("no page of a stack keeps anybody out, in either look and at either width", async () => {
  const name = uniqueName("looks").toLowerCase();
  for (const command of ["sleep 600", "sleep 601"])
    assert.equal((await dashboard.call("PUT", `/api/stacks/${name}`, { document: document(command), env: { WORD: "x" } })).status, 200); // prettier-ignore
  assert.equal((await dashboard.call("POST", `/api/stacks/${name}/up`, {})).status, 200);
  const paths = ["/stacks", ...["services", "edit", "up", "logs", "versions"].map((tab) => `/stacks/${name}/${tab}`)];
  const found: string[] = [];
  const { page, complaints } = await dashboard.tab();
  for (const path of paths) {
    await page.goto(dashboard.url + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForTimeout(1500);
    found.push(...(await barriersHere(page, path)));
  }
  found.push(...complaints);
  await page.context().close();
  assert.deepEqual(found, []);
  await dashboard.call("POST", `/api/stacks/${name}/down`, {});
});
