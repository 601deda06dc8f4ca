import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Page } from "playwright-core";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, type TestContainer, uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const dashboard = openDashboard();
let web: TestContainer;
before(async () => {
  web = await createContainer();
});

/** What the terminal shows, as a screen reader finds it. */
const spoken = (page: Page): Promise<string> => page.locator(".xterm-accessibility-tree").innerText();

async function openTerminal(page: Page): Promise<void> {
  await page.goto(`${dashboard.url}/containers/${web.id}/terminal`);
  await page.getByLabel("Screen reader mode").check();
  // Off until the server has said what the role may do.
  await page.getByRole("button", { name: "Open a terminal", disabled: false }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: `Terminal in ${web.name}` }).waitFor();
  await waitFor("a prompt", async () => /[#$] /.test(await spoken(page)));
}

/** Pastes as a browser does; a string, since the test itself has no page. */
const paste = (page: Page, text: string): Promise<unknown> =>
  page.evaluate(`{
    const data = new DataTransfer();
    data.setData("text/plain", ${JSON.stringify(text)});
    const about = { clipboardData: data, bubbles: true, cancelable: true };
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", about));
  }`);

test("a terminal is opened, typed in and left by keyboard alone, and what it shows can be read out", async () => {
  const { page, complaints } = await dashboard.tab();
  await openTerminal(page);
  await page.keyboard.type("echo ready-$((20+22))\n");
  await waitFor("the answer", async () => (await spoken(page)).includes("ready-42"));
  await page.keyboard.press("Control+Shift+Escape");
  assert.equal(await page.evaluate("document.activeElement.textContent"), "Close the terminal");
  await page.keyboard.press("Enter");
  await page.getByText("The terminal is closed").waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("what a program says when it ends is told, and the terminal can be opened again", async () => {
  const { page } = await dashboard.tab();
  await openTerminal(page);
  await page.keyboard.type("exit 3\n");
  await page.getByText("The terminal is closed: exit code 3.").waitFor();
  await page.getByRole("button", { name: "Open a terminal" }).press("Enter");
  await page.getByRole("textbox", { name: `Terminal in ${web.name}` }).waitFor();
  await page.context().close();
});

test("controls and several lines are shown before they are pasted, and only what can be seen goes in", async () => {
  const { page } = await dashboard.tab();
  await openTerminal(page);
  await paste(page, "echo al\u0015one\u001b[201~");
  const dialog = page.getByRole("alertdialog", { name: "Paste this?" });
  await dialog.getByText("2 control characters").waitFor();
  assert.match(await dialog.innerText(), /echo al‹15›one‹1B›\[201~/);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await paste(page, "echo fir''st\necho sec''ond\n");
  await page.getByRole("alertdialog").getByText("3 lines").waitFor();
  await page.getByRole("button", { name: "Paste what can be seen" }).click();
  await page.keyboard.press("Enter");
  await waitFor("both lines", async () => /first[^]*second/.test(await spoken(page)));
  assert.ok(!(await spoken(page)).includes("al"));
  await page.context().close();
});

test("who may not have a terminal is told by which rule, before anything is opened", async () => {
  const { body } = await dashboard.call("POST", "/api/tokens", { name: uniqueName("viewer"), role: "viewer" });
  const { page } = await dashboard.tab({ token: body.text });
  await page.goto(`${dashboard.url}/containers/${web.id}/terminal`);
  await page.getByText("A terminal has to be named in the role").waitFor();
  await page.getByText(/^Denied by /).waitFor();
  assert.equal(await page.getByRole("button", { name: "Open a terminal" }).isDisabled(), true);
  await page.context().close();
});

test("a terminal keeps nobody out, in light and dark, wide and narrow", async () => {
  const found = await dashboard.barriers(async (page) => {
    await openTerminal(page);
    return "terminal";
  });
  assert.deepEqual(found, []);
});
