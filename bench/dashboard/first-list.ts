import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import type { TestServer } from "../../test/support/server.ts";
import { median } from "../statistics.ts";
import { openBareTab } from "./bare-tab.ts";

/** Says when the frame with the first rows was drawn, in milliseconds since the page was asked for. */
const watch = `(() => {
  const look = () => {
    if (document.querySelector("tr[data-row]") === null) requestAnimationFrame(look);
    else requestAnimationFrame(() => { window.benchFirstRows = performance.now(); });
  };
  requestAnimationFrame(look);
})()`;

/** Milliseconds between two questions whether it has been drawn. */
const pause = 50;
/** Milliseconds after which it is given up. */
const patience = 60_000;

/** How long a new tab takes from the navigation to the first rows of the container list. */
export interface FirstList {
  /** Milliseconds, median and worst. */
  readonly wall: number;
  readonly worst: number;
  /** CPU milliseconds of the page's main thread until then, median. */
  readonly busy: number;
}

/** Opens the list in a new browser profile each time, so that nothing of it is known yet. */
export async function firstList(
  browser: Browser,
  server: TestServer,
  { rounds, slow }: { readonly rounds: number; readonly slow: number },
): Promise<FirstList> {
  const wall: number[] = [];
  const busy: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const tab = await openBareTab(browser, server, watch);
    await tab.slow(slow);
    await tab.goTo(`${server.url}/containers`);
    let drawn = 0;
    for (let asked = 0; drawn === 0; asked++) {
      if (asked * pause > patience) throw new Error(`no rows after ${patience / 1000} s`);
      await sleep(pause);
      drawn = await tab.evaluate<number>("window.benchFirstRows ?? 0");
    }
    wall.push(drawn);
    busy.push(await tab.busy());
    await tab.close();
  }
  return { wall: median(wall), worst: Math.max(...wall), busy: median(busy) };
}
