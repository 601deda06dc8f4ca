import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator } from "playwright-core";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, type TestContainer, uniqueName } from "../support/engine.ts";

const dashboard = openDashboard();
const named = (): Promise<TestContainer> => createContainer({ name: uniqueName("heard") });

/** What a screen reader finds there: the container's name as NAME, figures as 0, addresses left out. */
async function heard(place: Locator, name: string): Promise<string> {
  return (
    (await place.ariaSnapshot())
      .split("\n")
      .filter((line) => !line.includes("- /url:"))
      .map((line) => line.replace(/(link ".*"):$/, "$1"))
      .join("\n")
      .replaceAll(name, "NAME")
      .replaceAll(/(?<!level=|\[)\b\d+(?:\.\d+)?/g, "0")
      .replaceAll("0 MiB", "0 KiB")
      // Until there are two samples.
      .replaceAll("…", "0 %")
  );
}

const grid = `- grid "Containers":
  - rowgroup:
    - row "Choose all State Name Image CPU Memory Actions":
      - columnheader "Choose all":
        - checkbox "Choose all"
      - columnheader "State":
        - button "State"
      - columnheader "Name":
        - button "Name"
      - columnheader "Image":
        - button "Image"
      - columnheader "CPU":
        - button "CPU"
      - columnheader "Memory":
        - button "Memory"
      - columnheader "Actions"
  - rowgroup:
    - row "Choose NAME running NAME busybox:latest 0 % 0 KiB Stop Restart Remove More about NAME":
      - gridcell "Choose NAME":
        - checkbox "Choose NAME"
      - gridcell "running"
      - gridcell "NAME":
        - link "NAME"
      - gridcell "busybox:latest"
      - gridcell "0 %"
      - gridcell "0 KiB"
      - gridcell "Stop Restart Remove More about NAME":
        - button "Stop"
        - button "Restart"
        - button "Remove"
        - button "More about NAME": ⋯`;

const question = `- alertdialog "Remove NAME?":
  - heading "Remove NAME?" [level=2]
  - paragraph: It is stopped and kept in the trash for a while, and can be brought back from there.
  - paragraph:
    - text: Allowed by
    - link "admin.allow[0]"
    - text: . admin.allow[0] allows container.remove.
  - button "Cancel"
  - button "Remove NAME"`;

const zoom = `- group "Part of the time that is shown":
  - button "Zoom in"
  - button "Zoom out" [disabled]
  - button "Earlier" [disabled]
  - button "Later" [disabled]
  - button "All of it" [disabled]
  - text: 0-0-0 0:0:0 to 0:0:0 UTC, averages over 0s, 0 starts, ends and changes`;

const chart = `- 'figure "CPU: 0 % at most 0 %"':
  - text: "CPU:"
  - strong: 0 %
  - text: at most 0 %
  - img "CPU, now 0 %, at most 0 %; 0 restarts and changes are marked"`;

const tools = `- text: Find
- searchbox "Find": nothing
- checkbox "regular expression"
- text: regular expression Level
- combobox "Level":
  - option "any" [selected]
  - option "fatal"
  - option "error or worse"
  - option "warn or worse"
  - option "info or worse"
  - option "debug or worse"
  - option "trace or worse"
- text: Around it
- combobox "Around it":
  - option "no lines" [selected]
  - option "0 before and after"
  - option "0 before and after"
  - option "0 before and after"
- text: Shown as
- combobox "Shown as":
  - option "lines" [selected]
  - option "a table of its fields"
  - option "plain text"
- checkbox "times" [checked]
- text: times
- checkbox "JSON as fields" [checked]
- text: JSON as fields
- button "All fields"
- button "Download text"
- button "Download NDJSON"`;

test("a list is heard as a grid: what each column is called, how it is sorted, and what can be done to a row", async () => {
  const { name } = await named();
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers?q=${name}&sort=Name`);
  const list = page.getByRole("grid", { name: "Containers" });
  await list.getByText(/iB$/).waitFor();
  assert.equal(await heard(list, name), grid);
  assert.equal(await list.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort"), "ascending");
  await list.getByRole("button", { name: "Remove" }).click();
  const asked = page.getByRole("alertdialog");
  await asked.getByRole("link", { name: "admin.allow[0]" }).waitFor();
  assert.equal(await heard(asked, name), question);
  await page.context().close();
});

test("charts are heard in words, and what zooms them by its name", async () => {
  const { id, name } = await named();
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers/${id}/stats`);
  await page.getByRole("img", { name: /^CPU, now \d/ }).waitFor();
  const charts = page.getByRole("group", { name: /^Charts/ });
  assert.equal(await heard(charts.getByRole("group"), name), zoom);
  assert.equal(await heard(charts.getByRole("figure").first(), name), chart);
  await page.context().close();
});

test("what is told of a log, and how it is looked through, is heard with its labels", async () => {
  const { id, name } = await named();
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers/${id}/logs?find=nothing`);
  await page.getByRole("log", { name: "Log" }).waitFor();
  await page.getByText("0 of").waitFor();
  assert.equal(await heard(page.locator(".log-tools"), name), tools);
  await page.context().close();
});
