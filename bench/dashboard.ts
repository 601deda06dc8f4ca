import { setTimeout as sleep } from "node:timers/promises";
import { cpus, loadavg } from "node:os";
import type { Browser } from "playwright-core";
import { openBrowser } from "../test/support/browser.ts";
import { createContainer, engine, labels, removeOwn } from "../test/support/engine.ts";
import type { TestServer } from "../test/support/server.ts";
import { startBuilt } from "./built-server.ts";
import { firstList } from "./dashboard/first-list.ts";
import type { Frames } from "./dashboard/frames.ts";
import { changing, plainTable, restAndScroll } from "./dashboard/live-list.ts";
import { logFlood } from "./dashboard/log-flood.ts";
import { emptyTab, signedInTab } from "./dashboard/tab.ts";
import { printTable } from "./table.ts";

const rounds = Number(process.env["BENCH_ROUNDS"] ?? 5);
/** Containers in the list, and how many of them run. */
const count = Number(process.env["BENCH_CONTAINERS"] ?? 1000);
const running = Number(process.env["BENCH_RUNNING"] ?? 20);
/** Changes a second that the engine is put through. */
const changes = 100;
/** Seconds of each watch of a page's frames. */
const watched = 5;
/** How many times slower the page is made. */
const slow = 4;

type Row = readonly string[];

const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

/** Containers that were only created, and some that run. */
async function fill(): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let made = 0; made < running; made++) ids.push((await createContainer()).id);
  const body = { Image: "busybox:latest", Cmd: ["sleep", "1000"], Labels: labels };
  const lane = async (): Promise<void> => {
    while (ids.length < count) {
      const at = ids.push("") - 1;
      ids[at] = (await engine<{ Id: string }>("POST", "/containers/create", body)).Id;
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return ids;
}

async function firstLists(browser: Browser, server: TestServer): Promise<void> {
  const rows: Row[] = [];
  for (const times of [1, slow]) {
    const { wall, worst, busy } = await firstList(browser, server, { rounds, slow: times });
    rows.push([times === 1 ? "as fast as it is" : `${times} times slower`, ms(wall), ms(worst), ms(busy), "≤ 1000 ms"]);
  }
  const head = ["", "median", "worst", "CPU time of the page", "aim"];
  printTable(
    `From the navigation to the first rows of ${count} containers; ${rounds} rounds, nothing cached`,
    head,
    rows,
  );
}

const frameRow = (name: string, { perSecond, gap50, gap95, work50, work95, possible, longest }: Frames): Row => [
  name,
  perSecond.toFixed(0),
  `${ms(gap50)}, ${ms(gap95)}`,
  `${ms(work50)}, ${ms(work95)}`,
  ms(longest),
  possible.toFixed(0),
];

async function frames(browser: Browser, server: TestServer, ids: readonly string[]): Promise<void> {
  const rows: Row[] = [];
  const plain = await emptyTab(browser);
  await plain.page.setContent(plainTable(count));
  await plain.slow(slow);
  const bare = await restAndScroll(browser, plain, watched);
  rows.push(frameRow("a table without a program, at rest", bare.rest), frameRow("… scrolled", bare.scroll));
  await plain.close();

  const tab = await signedInTab(browser, server);
  await tab.page.goto(`${server.url}/containers`);
  await tab.page.locator("tr[data-row]").first().waitFor();
  // Those that run stand first, so that all that is measured is on the screen.
  for (let press = 0; press < 2; press++) await tab.page.getByRole("button", { name: "CPU" }).click();
  await tab.slow(slow);
  const quiet = await restAndScroll(browser, tab, watched);
  rows.push(frameRow("the list, nothing changes", quiet.rest), frameRow("… scrolled", quiet.scroll));
  const { perSecond, result } = await changing(ids, changes, () => restAndScroll(browser, tab, watched));
  const name = `the list, ${perSecond.toFixed(0)} changes/s`;
  rows.push(frameRow(name, result.rest), frameRow("… scrolled", result.scroll));
  await tab.close();
  printTable(
    `${count} containers of which ${running} run, a page ${slow} times slower; aim: ≥ 50 frames/s`,
    ["", "frames/s", "between two: p50, p95", "CPU time of one: p50, p95", "longest task", "frames/s of its CPU time"],
    rows,
  );
}

/** The dashboard in a real browser: the first list, a list that changes, and a log that grows fast. */
export async function dashboard(): Promise<void> {
  const browser = await openBrowser("whole");
  const server = await startBuilt();
  try {
    const ids = await fill();
    await sleep(3000);
    const { Version: version } = await engine<{ Version: string }>("GET", "/version");
    const load = loadavg()[0]?.toFixed(1);
    console.log(
      `\nChromium ${browser.version()}, Docker Engine ${version}, ${cpus().length} CPUs, load ${load} before it`,
    );
    await firstLists(browser, server);
    await frames(browser, server, ids);
    await logFlood(browser, server);
  } finally {
    await browser.close();
    await server.stop();
    await removeOwn();
  }
}
