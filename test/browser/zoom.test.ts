import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { shortest, steered, within } from "../../web/src/pages/container/zoom.ts";
import { barriers } from "../support/barriers.ts";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

const dashboard = openDashboard();

const hour = 3_600_000;
const whole = { from: 0, to: hour };

test("a part of the time stays inside of the whole, and is never too short to see", () => {
  assert.deepEqual(within({ from: -hour, to: hour / 2 }, whole), whole);
  assert.deepEqual(within({ from: 0.9 * hour, to: 1.1 * hour }, whole), { from: 0.8 * hour, to: hour });
  const { from, to } = within({ from: 1000, to: 1001 }, whole);
  assert.equal(to - from, shortest);
});

test("steps halve and double the part, move it by a quarter, and show all", () => {
  const half = steered("in", whole, whole);
  assert.deepEqual(half, { from: hour / 4, to: (3 * hour) / 4 });
  assert.deepEqual(steered("later", half ?? whole, whole), { from: (3 * hour) / 8, to: (7 * hour) / 8 });
  assert.deepEqual(steered("out", half ?? whole, whole), whole);
  assert.deepEqual(steered("all", half ?? whole, whole), whole);
});

/** Milliseconds of the part that the address names; nothing where it names none. */
function part(page: Page): number | undefined {
  const { searchParams } = new URL(page.url());
  const [from, to] = [searchParams.get("from"), searchParams.get("to")];
  return from === null || to === null ? undefined : Date.parse(to) - Date.parse(from);
}

test("statistics are zoomed into by keys and by drawing over a chart, and the address tells which part it is", async () => {
  const { id } = await createContainer();
  await dashboard.call("POST", `/api/containers/${id}/restart`, { timeout: "1s" });
  const { page, complaints } = await dashboard.tab();
  await waitFor("a sample of it", async () => {
    const { body } = await dashboard.call("GET", `/api/containers/${id}/stats/history`);
    return body.points?.length > 0;
  });
  await page.goto(`${dashboard.url}/containers/${id}/stats`);
  const chart = page.getByRole("img", { name: /^CPU/ });
  await chart.waitFor();
  await page.getByRole("group", { name: /^Charts/ }).focus();
  await page.keyboard.press("+");
  await waitFor("half an hour", () => part(page) === hour / 2);
  await page.getByText(/starts, ends and changes are marked/).waitFor({ state: "detached" });
  // Only what is newest is there to be seen of a container that was just made.
  for (let press = 0; press < 4; press++) await page.getByRole("button", { name: "Later" }).click();
  await page.getByText(/starts, ends and changes are marked/).waitFor();
  assert.deepEqual(await barriers(page, "zoomed"), []);
  await page.keyboard.press("0");
  await waitFor("all of it", () => part(page) === undefined);
  const { x, y, width, height } = (await chart.boundingBox()) ?? assert.fail("no chart");
  await page.mouse.move(x + width * 0.75, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.8, y + height / 2);
  await page.mouse.move(x + width - 1, y + height / 2);
  await page.mouse.up();
  await waitFor("a quarter of an hour", () => Math.abs((part(page) ?? 0) - hour / 4) < hour / 40);
  assert.deepEqual(complaints, []);
  await page.context().close();
});
