import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { barriers } from "../support/barriers.ts";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, removeContainer, uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const dashboard = openDashboard();

const idle = "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done";
const saying = (script: string, more = {}) => createContainer({ command: ["sh", "-c", `${script}; ${idle}`], ...more });
const log = (page: Page) => page.getByRole("log");
const counts = async (page: Page): Promise<{ taken: number; missed: number }> => {
  const { taken, missed } = (await page.evaluate("({ ...document.querySelector('[data-taken]').dataset })")) as {
    taken: string;
    missed: string;
  };
  return { taken: Number(taken), missed: Number(missed) };
};

test("the logs of several containers are one, merged by time, with their names", async () => {
  const evil = "<img src=x onerror=document.title='owned'>";
  const [one, other] = await Promise.all([
    saying(`for i in 1 3 5; do echo "odd $i ${evil}"; sleep 0.6; done`),
    saying("sleep 0.3; for i in 2 4 6; do echo even $i; sleep 0.6; done"),
  ]);
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/logs?c=${one.id},${other.id}`);
  await log(page).getByText("even 6").waitFor();
  const lines = (await page.evaluate(
    "[...document.querySelectorAll('[role=log] .line:not(.happened) time')].map((time) => time.dateTime)",
  )) as string[];
  assert.equal(lines.length, 6);
  assert.deepEqual(lines, lines.toSorted());
  assert.equal(await log(page).locator(".line:not(.happened) strong").filter({ hasText: other.name }).count(), 3);
  assert.deepEqual(await barriers(page, "logs"), []);
  assert.ok(!(await page.title()).includes("owned"));
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("the log of a container that has not begun, or has ended, goes on when it is started, and no line comes twice", async () => {
  const { id } = await createContainer({
    command: ["sh", "-c", "date +'run at %s.%N'; trap 'exit 0' TERM; sleep 1000 & wait"],
    start: false,
  });
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers/${id}/logs`);
  await page.getByText("the log has ended").waitFor();
  for (const [runs, action] of ["start", "restart", "restart"].entries()) {
    await dashboard.call("POST", `/api/containers/${id}/${action}`, {});
    await log(page).getByText("run at").nth(runs).waitFor();
  }
  assert.equal(await log(page).getByText("run at").count(), 3);
  await page.context().close();
});

test("lines are found by level and by expression; one that never ends does not stop the page", async () => {
  const web = await saying(
    `echo '{"level":"error","msg":"payment failed","status":502}'; echo "WARN slow"; echo fine; echo ${"a".repeat(40)}b`,
  );
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers/${web.id}/logs`);
  await log(page).getByText("fine").waitFor();
  await log(page).getByText("status=").waitFor();
  await page.getByLabel("Level").selectOption("error");
  await log(page).getByText("fine").waitFor({ state: "detached" });
  await log(page).getByText("payment failed").waitFor();
  await page.getByLabel("Level").selectOption("");
  await page.getByLabel("regular expression").check();
  await page.getByLabel("Find").fill("^(WARN|fi)");
  await log(page).getByText("payment failed").waitFor({ state: "detached" });
  await log(page).getByText("fine").waitFor();
  await page.getByLabel("Find").fill("^(a+)+$");
  await page.getByRole("alert").getByText("takes too long").waitFor();
  await page.getByLabel("Find").fill("fine");
  await log(page).getByText("fine").waitFor();
  await page.context().close();
});

test("a log can be kept as a file, and what is kept of a container that is gone can be read", async () => {
  const name = uniqueName("gone");
  const gone = await createContainer({
    name,
    command: ["sh", "-c", "sleep 1; echo last words; sleep 1"],
    labels: { "gnosis-docker.keep-logs": "true" },
  });
  await waitFor("its output to be kept", async () => {
    const { body } = await dashboard.call("GET", "/api/logs/history");
    return body.runs.some((run: { full_id: string }) => run.full_id === gone.id);
  });
  await removeContainer(gone.id);
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/logs`);
  await page.getByRole("listitem").filter({ hasText: name }).getByText("gone, ended").waitFor();
  await page.getByRole("listitem").filter({ hasText: name }).getByRole("checkbox").check();
  await log(page).getByText("last words").waitFor();
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download NDJSON" }).click();
  const file = readFileSync(await (await waiting).path(), "utf8");
  const [line] = file
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text) as { text: string; from: string });
  assert.deepEqual([line?.text, line?.from], ["last words", name]);
  await page.context().close();
});

test("of ten thousand lines a second each is shown or said to be missing", async () => {
  // Numbered batches, so that what came can be counted.
  const [rounds, each] = [40, 1000];
  const round = `awk -v r=$i 'BEGIN { for (n = 0; n < ${each}; n++) print "round " r " line " n " of a log that says as much as lines do" }'`;
  const flood = `echo READY; while [ ! -f /go ]; do sleep 0.2; done; i=0; while [ $i -lt ${rounds} ]; do i=$((i+1)); ${round}; sleep 0.1; done; echo THE END`;
  const web = await saying(flood);
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers/${web.id}/logs`);
  await log(page).getByText("READY").waitFor();
  await dashboard.call("POST", `/api/containers/${web.id}/exec`, { command: ["touch", "/go"] });
  await log(page).getByText("THE END").waitFor({ timeout: 120_000 });
  const { taken, missed } = await counts(page);
  assert.equal(taken + missed, rounds * each + 2);
  assert.deepEqual(complaints, []);
  await page.context().close();
});
