import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { openDashboard } from "../support/dashboard.ts";
import { uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const dashboard = openDashboard();

const onDisk = (): string => readFileSync(join(dashboard.server.dataDir, "policy.yaml"), "utf8");

async function openEditor(page: Page): Promise<void> {
  await page.goto(`${dashboard.url}/policy/edit`);
  await page.getByRole("textbox", { name: "Policy as YAML" }).waitFor();
}

async function replaceText(page: Page, text: string): Promise<void> {
  const editor = page.getByRole("textbox", { name: "Policy as YAML" });
  await editor.focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

test("a policy is made from a template, by its form, and put in force by keyboard alone", async () => {
  const { page, complaints } = await dashboard.tab();
  await openEditor(page);
  await page.getByLabel("Add from a template").selectOption("observe");
  await page.getByRole("button", { name: "Form" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("What it is for").fill("Looks <img src=x onerror=alert(1)>");
  await page.getByText("The text is a valid policy").waitFor();
  await page.getByLabel("Why").fill("first role");
  await page.getByRole("button", { name: "Put in force" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("alertdialog").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("The policy is in force", { exact: false }).first().waitFor();
  assert.match(onDisk(), /observe:/);
  await page.goto(`${dashboard.url}/policy`);
  await page.getByText("Looks <img src=x onerror=alert(1)>").waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("what is wrong stands at its line, and leads there", async () => {
  const { page } = await dashboard.tab();
  await openEditor(page);
  await replaceText(page, "version: 1\nroles:\n  x:\n    alow: []\n");
  await page.getByText('did you mean "allow"').first().waitFor();
  assert.equal(await page.locator(".cm-lint-marker-error").count(), 1);
  await page.getByRole("button", { name: "Put in force" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Put in force" }).isDisabled(), true);
  await page.getByRole("button", { name: "Line 4" }).click();
  assert.equal(await page.evaluate("document.activeElement.getAttribute('aria-label')"), "Policy as YAML");
  await page.context().close();
});

test("keys of the schema and ids of operations are offered while one writes", async () => {
  const { page } = await dashboard.tab();
  await openEditor(page);
  await replaceText(page, "version: 1\nroles:\n  x:\n    ");
  await page.keyboard.type("term");
  await page.getByRole("option", { name: /terminals/ }).waitFor();
  await replaceText(page, "version: 1\nroles:\n  x:\n    allow:\n      - ");
  await page.keyboard.type("container.rest");
  await page.getByRole("option", { name: /container\.restart/ }).waitFor();
  await page.context().close();
});

test("recorded calls are replayed against a text that is not in force", async () => {
  const { body } = await dashboard.call("POST", "/api/tokens", { name: uniqueName("looker"), role: "viewer" });
  await fetch(`${dashboard.url}/api/containers`, { headers: { authorization: `Bearer ${body.text}` } });
  const { page } = await dashboard.tab();
  await openEditor(page);
  await replaceText(page, "version: 1\nroles:\n  viewer:\n    deny: [container.list]\n");
  await page.getByText("The text is a valid policy").waitFor();
  await page.getByRole("button", { name: "Replay them" }).click();
  await page.getByRole("region", { name: "Calls that would differ" }).getByText("viewer.deny[0]").first().waitFor();
  await page.context().close();
});

test("a former policy is looked at and put in force again", async () => {
  const former = onDisk();
  const changed = former.replace("# observe", "# changed");
  await dashboard.call("PUT", "/api/policy", { policy: changed, reason: "a comment" });
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/policy/history`);
  await page.getByRole("button", { name: "Changes of version 2" }).click();
  await page.locator(".diff .added").getByText("# changed").waitFor();
  await page.getByRole("button", { name: "Go back to it" }).click();
  await page.getByRole("button", { name: "Go back to version 1" }).click();
  await waitFor("the file", () => onDisk() === former);
  await page.context().close();
});

test("why a role may not do something leads to the rule, also from a link", async () => {
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/policy?as=viewer&operation=audit.list`);
  await page.getByText(/deny by viewer\.records/).waitFor();
  await page.context().close();
});

test("who may not see the policy is told by which rule", async () => {
  const { body } = await dashboard.call("POST", "/api/tokens", { name: uniqueName("viewer"), role: "viewer" });
  const { page } = await dashboard.tab({ token: body.text });
  await page.goto(`${dashboard.url}/policy`);
  await page.getByText("Tokens, records and the policy are for admins.").waitFor();
  await page.context().close();
});

for (const [name, path, prepare] of [
  [
    "changing the policy",
    "policy/edit",
    async (page: Page) => {
      // Typed, not replaced: Chromium keeps the look of what is replaced with inline styles, which the content policy blocks and tells.
      await page.getByRole("textbox", { name: "Policy as YAML" }).focus();
      await page.keyboard.press("Control+End");
      await page.keyboard.type("alow: 1");
      await page.locator(".problems").waitFor();
    },
  ],
  [
    "changing it by form",
    "policy/edit",
    async (page: Page) => {
      await page.getByRole("button", { name: "Form" }).click();
      await page.getByLabel("Add from a template").selectOption("develop");
      await page.getByLabel("What it is for").fill("else");
      await page.getByText("Put it in force").first().waitFor();
    },
  ],
  [
    "its history",
    "policy/history",
    async (page: Page) => {
      await page
        .getByRole("button", { name: /^Changes/ })
        .first()
        .click();
      await page.locator(".diff, .note").first().waitFor();
    },
  ],
] as const) {
  test(`${name} keeps nobody out, in light and dark, wide and narrow`, async () => {
    const found = await dashboard.barriers(async (page) => {
      await page.goto(`${dashboard.url}/${path}`);
      await page.getByRole("navigation", { name: "Views of the policy" }).waitFor();
      await prepare(page);
      return path;
    });
    assert.deepEqual(found, []);
  });
}
