// npm run screenshots [-- name …]: takes the pictures of docs/images/ in a browser, of a server with an engine of its own.
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { openBrowser, signedIn } from "../../support/browser.ts";
import { startNewerEngine } from "../../support/newer-engine.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { policyTemplates } from "../../../src/guard/policy/templates/templates.ts";
import { type Demo, makeDemo } from "./demo.ts";
import { views } from "./views.ts";

const root = join(import.meta.dirname, "../../..");
const directory = join(root, "docs/images");
/** Where PNGs are put too, for those who can't look at WebP. */
const beside = process.env["SCREENSHOTS"];
const chosen = process.argv.slice(2);
/** Quality of WebP: text is still sharp, and all pictures together stay below two megabytes. */
const quality = 70;
/** Milliseconds for the sparklines to have something to show. */
const settle = 20_000;

async function take(page: Page, name: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality });
  writeFileSync(join(directory, `${name}.webp`), Buffer.from(data, "base64"));
  await session.detach();
  if (beside !== undefined) await page.screenshot({ path: join(beside, `${name}.png`) });
}

async function takeAll(browser: Browser, server: TestServer, demo: Demo): Promise<void> {
  const tabs = new Map<string, Page>();
  await new Promise((resolve) => setTimeout(resolve, settle));
  for (const view of views.filter(({ name }) => chosen.length === 0 || chosen.includes(name))) {
    const scheme = view.dark === true ? "dark" : "light";
    const width = view.width ?? 1280;
    const page = tabs.get(scheme + width) ?? (await signedIn(browser, server, { scheme, width })).page;
    tabs.set(scheme + width, page);
    await page.goto(server.url + view.path(demo));
    await page.getByRole("heading", { level: 1 }).waitFor();
    // What is read comes in pieces; the pictures show the page at rest.
    await page.waitForTimeout(4000);
    await view.before?.(page);
    await page.waitForTimeout(600);
    await take(page, view.name);
    console.log(view.name);
  }
}

await promisify(execFile)(process.execPath, ["scripts/build.mjs"], { cwd: root });
mkdirSync(directory, { recursive: true });
const engine = await startNewerEngine();
try {
  const policy = join(engine.env["TMPDIR"] ?? "/tmp", "policy.yaml");
  writeFileSync(policy, policyTemplates.supervised);
  const server = await startServer({ env: { ...engine.env, GNOSIS_POLICY_FILE: policy } });
  const browser = await openBrowser("whole");
  try {
    await takeAll(browser, server, await makeDemo(server, engine.dind));
  } finally {
    await browser.close();
    await server.stop();
  }
} finally {
  await engine.remove();
}
