import { chromium, type Browser, type Page } from "playwright-core";
import { browserSession } from "./page.ts";
import { needPrograms } from "./prepare/debian.ts";
import { which } from "./prepare/program.ts";
import type { TestServer } from "./server.ts";

/**
 * A Chromium of Debian's: a whole one, or one without windows, desktop notices and installing, which takes half of the processor's time
 * since it draws nothing around the pages.
 */
export type BrowserKind = "whole" | "pages only";

/** Its program, installed where it is missing; a whole one does where the other can't be had. */
async function chromiumProgram(kind: BrowserKind): Promise<string> {
  const [small, whole] = ["chromium-headless-shell", "chromium"];
  const need = async (name: string): Promise<string> => {
    await needPrograms([name], [name, "fonts-dejavu-core"]);
    return which(name) ?? name;
  };
  return kind === "whole" ? need(whole) : need(small).catch(() => need(whole));
}

/** Starts a browser. */
export async function openBrowser(kind: BrowserKind = "pages only"): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumProgram(kind),
    // Root has no sandbox of its own in most containers; only our own pages are opened.
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

/** What a tab is opened with. */
export interface TabOptions {
  readonly width?: number;
  readonly scheme?: "light" | "dark";
  /** The admin token when absent. */
  readonly token?: string;
  /** The page that it shows; the first one when absent, none when null. */
  readonly path?: string | null;
  readonly forcedColors?: "active";
  readonly reducedMotion?: "reduce";
}

/** Chromium gives up requests when a network of the machine comes or goes, as they do beside other tests. */
const isNetworkChange = (text: string): boolean => text.includes("ERR_NETWORK_CHANGED");
/** It may go to its own page for that before it has said so. */
const isBrokenOff = (text: string): boolean =>
  isNetworkChange(text) || text.includes('interrupted by another navigation to "chrome-error://');

/** Has a page ask again for an address that was given up in that way; what it loads then asks for itself again. */
function goPersistently(page: Page): void {
  const go = page.goto.bind(page);
  page.goto = async (...to) => {
    for (let tries = 3; ; tries--) {
      try {
        return await go(...to);
      } catch (thrown) {
        if (tries === 0 || !isBrokenOff(String(thrown))) throw thrown;
      }
    }
  };
}

/** A tab with a browser profile of its own, signed in; `complaints` gathers what the browser's console calls errors. */
export async function signedIn(
  browser: Browser,
  server: TestServer,
  { width = 1280, scheme = "light", token = server.token, path = "/", forcedColors, reducedMotion }: TabOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const { cookie, key } = await browserSession(server, token);
  const context = await browser.newContext({
    viewport: { width, height: 850 },
    colorScheme: scheme,
    ...(forcedColors === undefined ? {} : { forcedColors }),
    ...(reducedMotion === undefined ? {} : { reducedMotion }),
  });
  await context.addCookies([cookie]);
  // The page's half of the session, where the page keeps it: put there once, when the first page of the server begins. The context's own
  // way opens a page for it.
  await context.addInitScript(`
    if (location.origin === ${JSON.stringify(server.url)} && localStorage.getItem("signed-in") === null) {
      localStorage.setItem("signed-in", "yes");
      localStorage.setItem("page", ${JSON.stringify(key)});
    }
  `);
  const page = await context.newPage();
  goPersistently(page);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !isNetworkChange(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  if (path !== null) {
    await page.goto(server.url + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
  }
  return { page, complaints };
}
