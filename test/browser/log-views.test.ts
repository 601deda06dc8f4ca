import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { barriers } from "../support/barriers.ts";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const dashboard = openDashboard();
const evil = "<img src=x onerror=alert(1)>";
const idle = "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done";
const saying = (script: string) => createContainer({ command: ["sh", "-c", `${script}; ${idle}`] });
const log = (page: Page) => page.getByRole("log");
const marked = (page: Page) => log(page).locator('[aria-current="true"]');

test("a line has a link that leads to it, also when thousands came after it, and errors are gone to by keys", async () => {
  const web = await saying(
    `seq 50 | sed 's/^/before /'; sleep 0.3; echo 'ERROR payment 7 failed'; sleep 0.3; seq 4000 | sed 's/^/after /'; echo 'ERROR at the end'`,
  );
  const { page, complaints } = await dashboard.tab();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`${dashboard.url}/containers/${web.id}/logs`);
  await log(page).getByText("ERROR at the end").waitFor();
  await log(page).focus();
  await page.keyboard.press("p");
  await marked(page).getByText("ERROR at the end").waitFor();
  // Of the first error nothing is here: the log begins with its newest thousand lines.
  const { body } = await dashboard.call("GET", `/api/containers/${web.id}/logs?tail=all&timestamps=true`);
  const time = /^(\S+) ERROR payment/m.exec(body.logs)?.[1] ?? "";
  await page.goto(`${dashboard.url}/containers/${web.id}/logs?at=${encodeURIComponent(time)}`);
  await marked(page).getByText("ERROR payment 7 failed").waitFor();
  await log(page).getByText("before 50", { exact: true }).waitFor();
  await log(page).focus();
  await page.keyboard.press("y");
  await page.getByText("A link to this line is copied").waitFor();
  const link = new URL(String(await page.evaluate("navigator.clipboard.readText()")));
  assert.equal(link.searchParams.get("at"), time);
  await page.keyboard.press("n");
  await marked(page).getByText("ERROR at the end").waitFor();
  await page.keyboard.press("p");
  await marked(page).getByText("ERROR payment 7 failed").waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("a press on a line's time marks it in the address", async () => {
  const web = await saying("echo one; sleep 0.2; echo two");
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers/${web.id}/logs`);
  const line = log(page).locator(".line").filter({ hasText: "one" });
  await line.locator("time").click();
  await marked(page).getByText("one").waitFor();
  assert.equal(new URL(page.url()).searchParams.get("at"), await line.locator("time").getAttribute("datetime"));
  await page.context().close();
});

test("ends and starts stand between the lines, and what is found has lines around it", async () => {
  const web = await saying("for i in 1 2 3 4 5 6 7; do echo line $i; sleep 0.02; done");
  await dashboard.call("POST", `/api/containers/${web.id}/restart`, { timeout: "1s" });
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers/${web.id}/logs`);
  await log(page)
    .getByText(/die, by .* through REST \(container\.restart\)/)
    .waitFor();
  await page.getByLabel("Find").fill("line 4");
  await page.getByText("2 of 14 lines").waitFor();
  assert.equal(await log(page).getByText("line 3").count(), 0);
  await page.getByLabel("Around it").selectOption("1");
  await log(page).getByText("line 3").first().waitFor();
  assert.equal(await log(page).getByText("line 2").count(), 0);
  assert.match(page.url(), /find=line\+4.*around=1/);
  assert.deepEqual(await barriers(page, "found"), []);
  await page.reload();
  await page.getByText("2 of 14 lines").waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("objects make a table with the fields that are picked, and plain text stands still until it is read on", async () => {
  const web = await saying(
    `for i in 1 2 3; do echo '{"level":"info","msg":"request '$i'","status":20'$i',"path":"/cart","user":"${evil}"}'; done; echo plain; while [ ! -f /go ]; do sleep 0.2; done; echo later`,
  );
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers/${web.id}/logs?as=table`);
  const table = page.getByRole("grid", { name: "Lines, the newest first" });
  await table.getByText("request 3").waitFor();
  await page.getByRole("button", { name: "All fields" }).click();
  await page.getByRole("dialog").getByLabel("status").check();
  await page.getByRole("dialog").getByLabel("user").check();
  await page.keyboard.press("Escape");
  assert.deepEqual((await table.getByRole("columnheader").allInnerTexts()).slice(-2), ["status", "user"]);
  await table.getByText(evil).first().waitFor();
  await table.getByRole("button", { name: "status" }).click();
  await waitFor("the order", async () => (await table.getByRole("row").allInnerTexts()).at(-1)?.includes("request 3"));
  assert.match(page.url(), /fields=status%2Cuser/);
  assert.deepEqual(await barriers(page, "table"), []);
  await page.getByLabel("Shown as").selectOption("text");
  const text = page.getByRole("region", { name: "Log" });
  await text.getByText("plain").waitFor();
  await dashboard.call("POST", `/api/containers/${web.id}/exec`, { command: ["touch", "/go"] });
  await page.getByRole("button", { name: "Read on (1 new lines)" }).waitFor();
  assert.ok(!(await text.innerText()).includes("later"));
  await page.getByRole("button", { name: "Read on (1 new lines)" }).press("Enter");
  await text.getByText("later").waitFor();
  assert.deepEqual(await barriers(page, "text"), []);
  assert.equal(await page.locator("img").count(), 0);
  assert.deepEqual(complaints, []);
  await page.context().close();
});
