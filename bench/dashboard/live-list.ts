import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { engine } from "../../test/support/engine.ts";
import { framesDuring, type Frames } from "./frames.ts";
import type { Tab } from "./tab.ts";

/** Milliseconds over which the changes of one turn are made together: a timer of a busy machine keeps no shorter time. */
const turn = 50;

/** Renames random containers on the engine, so many a second, until `work` is done; each time a row of the list says something else. */
export async function changing<T>(
  ids: readonly string[],
  perSecond: number,
  work: () => Promise<T>,
): Promise<{ readonly perSecond: number; readonly result: T }> {
  const begun = performance.now();
  let [made, done, going] = [0, 0, true];
  const waiting = new Set<Promise<unknown>>();
  const change = async (): Promise<void> => {
    while (going) {
      const due = Math.floor(((performance.now() - begun) / 1000) * perSecond);
      // What the engine has not done yet is not piled up.
      for (; made < due && waiting.size < 20; made++) {
        const id = ids[Math.floor(Math.random() * ids.length)] ?? "";
        const name = `bench-${id.slice(0, 8)}-${made}`;
        const one = engine("POST", `/containers/${id}/rename?name=${name}`).then(() => done++);
        waiting.add(one);
        void one.finally(() => waiting.delete(one)).catch(() => undefined);
      }
      await sleep(turn);
    }
  };
  const changes = change();
  try {
    const result = await work();
    return { perSecond: done / ((performance.now() - begun) / 1000), result };
  } finally {
    going = false;
    await changes;
    await Promise.allSettled(waiting);
  }
}

/** A page with a table of so many rows and no program: what the browser itself gives on this machine. */
export function plainTable(rows: number): string {
  const style = "table { width: 100%; table-layout: fixed } td { padding: 0.7rem; border-bottom: 1px solid #ccc }";
  const cells = (row: number): string =>
    Array.from({ length: 9 }, (_, column) => `<td>row ${row}, ${column}</td>`).join("");
  const body = Array.from({ length: rows }, (_, row) => `<tr>${cells(row)}</tr>`).join("");
  return `<style>${style}</style><table>${body}</table>`;
}

/** Pixels that are scrolled in a second: 33 rows. */
const speed = 1500;

/** Scrolls a page down and up again by the clock, a bit in each frame, for so many seconds. */
const scrollFor = (seconds: number): string => `new Promise((done) => {
  const end = document.scrollingElement.scrollHeight - innerHeight;
  let [before, down] = [performance.now(), 1];
  const last = before + ${seconds * 1000};
  const next = (now) => {
    if ((down < 0 && scrollY <= 0) || (down > 0 && scrollY >= end)) down = -down;
    scrollBy({ top: (down * ${speed} * (now - before)) / 1000, behavior: "instant" });
    before = now;
    if (now < last) requestAnimationFrame(next);
    else done();
  };
  requestAnimationFrame(next);
})`;

/** The frames of a tab at rest, and of one that is scrolled, for so many seconds each. */
export async function restAndScroll(
  browser: Browser,
  tab: Tab,
  seconds: number,
): Promise<{ readonly rest: Frames; readonly scroll: Frames }> {
  const rest = await framesDuring(browser, tab, () => sleep(seconds * 1000));
  const scroll = await framesDuring(browser, tab, () => tab.page.evaluate(scrollFor(seconds)));
  return { rest, scroll };
}
