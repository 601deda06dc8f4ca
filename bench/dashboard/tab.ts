import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { browserSession } from "../../test/support/page.ts";
import type { TestServer } from "../../test/support/server.ts";

/** A tab of a browser of its own, signed in, with its line to the browser's own instruments. */
export interface Tab {
  readonly page: Page;
  readonly devtools: CDPSession;
  /** Has its main thread go so many times slower; 1 is as fast as it is. */
  readonly slow: (times: number) => Promise<void>;
  /** Seconds of CPU time since its process began, and bytes of its heap. */
  readonly metrics: () => Promise<ReadonlyMap<string, number>>;
  readonly close: () => Promise<void>;
}

async function openTab(context: BrowserContext): Promise<Tab> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  // Times of the thread, not of the clock: what else the machine does is not in them.
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  return {
    page,
    devtools,
    slow: async (rate) => {
      await devtools.send("Emulation.setCPUThrottlingRate", { rate });
    },
    metrics: async () => {
      const { metrics } = await devtools.send("Performance.getMetrics");
      return new Map(metrics.map(({ name, value }) => [name, value]));
    },
    close: () => context.close(),
  };
}

export const viewport = { width: 1280, height: 850 };

/** A tab that is signed in and shows nothing yet. */
export async function signedInTab(browser: Browser, server: TestServer): Promise<Tab> {
  const context = await browser.newContext({ viewport });
  const { cookie, key } = await browserSession(server, server.token);
  await context.addCookies([cookie]);
  await context.addInitScript(`localStorage.setItem("page", ${JSON.stringify(key)})`);
  return openTab(context);
}

/** A tab with nothing in it: what the machine itself gives at this moment. */
export const emptyTab = async (browser: Browser): Promise<Tab> => openTab(await browser.newContext({ viewport }));
