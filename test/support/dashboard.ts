import { after, before } from "node:test";
import type { Browser, Page } from "playwright-core";
import { barriersInAllLooks } from "./barriers.ts";
import { type BrowserKind, openBrowser, signedIn, type TabOptions } from "./browser.ts";
import { builtDashboard } from "./built-dashboard.ts";
import type { Client } from "./client.ts";
import { removeOwn } from "./engine.ts";
import { startServer, type ServerOptions, type TestServer } from "./server.ts";

/** What the tests of one file look at: one server with the dashboard, and one browser in which each test has tabs of its own. */
export interface Dashboard {
  readonly browser: Browser;
  readonly server: TestServer;
  readonly url: string;
  /** Calls with the admin token. */
  readonly call: Client;
  /** A tab with a browser profile of its own, signed in; it shows the page of `path`, or nothing yet. */
  readonly tab: (options?: TabOptions) => Promise<{ page: Page; complaints: string[] }>;
  /** What keeps people out of a page in any look; `prepare` brings the tab to where it is to be judged. */
  readonly barriers: (prepare: (page: Page) => Promise<string>) => Promise<string[]>;
}

/** How a file's dashboard is opened. */
export interface DashboardOptions extends ServerOptions {
  /** What is looked at with; pages alone when absent. */
  readonly browser?: BrowserKind;
  /** Starts the server in another way. */
  readonly start?: () => Promise<TestServer>;
  /** What all tests of the file need and what is made through the server: hooks of the file itself don't wait for it. */
  readonly prepare?: () => Promise<void>;
}

/** Opens a dashboard before the first test of a file, and takes it away after the last one, with all that the file has made on the engine. */
export function openDashboard({ browser: kind, start, prepare, ...options }: DashboardOptions = {}): Dashboard {
  let browser: Browser | undefined;
  let server: TestServer | undefined;
  const opened = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error("The dashboard is opened before the first test, not when the file is read.");
    return one;
  };
  const dashboard: Dashboard = {
    get browser() {
      return opened(browser);
    },
    get server() {
      return opened(server);
    },
    get url() {
      return opened(server).url;
    },
    get call() {
      return opened(server).call;
    },
    tab: (of) => signedIn(opened(browser), opened(server), { path: null, ...of }),
    barriers: (bring) => barriersInAllLooks(opened(browser), opened(server), bring),
  };
  before(async () => {
    await builtDashboard();
    // One after the other: what has started is then known to `after` when the other fails.
    browser = await openBrowser(kind);
    server = await (start ?? (() => startServer(options)))();
    await prepare?.();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await removeOwn();
  });
  return dashboard;
}
