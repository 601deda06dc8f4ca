import type { Browser } from "playwright-core";
import type { TestServer } from "../../test/support/server.ts";
import { median } from "../statistics.ts";
import { signedInTab } from "./tab.ts";

/** Says when the frame with the first rows was drawn, in milliseconds since the page was asked for. */
const watch = `(() => {
  const look = () => {
    if (document.querySelector("tr[data-row]") === null) requestAnimationFrame(look);
    else requestAnimationFrame(() => { window.benchFirstRows = performance.now(); });
  };
  requestAnimationFrame(look);
})()`;

const drawn = `new Promise((done) => {
  const look = () => (window.benchFirstRows > 0 ? done(window.benchFirstRows) : requestAnimationFrame(look));
  look();
})`;

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
    const tab = await signedInTab(browser, server);
    await tab.page.addInitScript(watch);
    await tab.slow(slow);
    await tab.page.goto(`${server.url}/containers`, { waitUntil: "commit" });
    wall.push(Number(await tab.page.evaluate(drawn)));
    busy.push(((await tab.metrics()).get("TaskDuration") ?? Number.NaN) * 1000);
    await tab.close();
  }
  return { wall: median(wall), worst: Math.max(...wall), busy: median(busy) };
}
