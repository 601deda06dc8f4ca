import { chromium, type Browser, type Page } from "playwright-core";
import { needPrograms } from "./prepare/debian.ts";
import { which } from "./prepare/program.ts";
import type { TestServer } from "./server.ts";

/** Starts Debian's Chromium, which is installed where it is missing. */
export async function openBrowser(): Promise<Browser> {
  await needPrograms(["chromium"], ["chromium", "fonts-dejavu-core"]);
  return chromium.launch({
    executablePath: which("chromium") ?? "chromium",
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
}

/** Opens the first page. Chromium gives up requests when a network of the machine comes or goes, also those for the page's own program. */
async function openSignIn(page: Page, url: string): Promise<void> {
  for (let tries = 2; tries > 0; tries--) {
    await page.goto(url);
    const there = await page
      .getByLabel("Token")
      .waitFor({ timeout: 10_000 })
      .then(
        () => true,
        () => false,
      );
    if (there) return;
  }
  await page.goto(url);
}

/** A tab of its own, signed in; `complaints` gathers what the browser's console calls errors. */
export async function signedIn(
  browser: Browser,
  server: TestServer,
  options: TabOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 850 },
    colorScheme: options.scheme ?? "light",
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  await openSignIn(page, server.url);
  await page.getByLabel("Token").fill(options.token ?? server.token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  page.on("console", (message) => {
    // Chromium gives up a request when a network of the machine comes or goes, as they do beside other tests.
    if (message.type() === "error" && !message.text().includes("ERR_NETWORK_CHANGED")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, complaints };
}
