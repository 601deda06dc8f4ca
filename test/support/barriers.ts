import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { signedIn } from "./browser.ts";
import type { TestServer } from "./server.ts";

/** The looks in which every page has to be usable by everybody. */
export const looks = (["light", "dark"] as const).flatMap((scheme) =>
  [1280, 390].map((width) => ({ scheme, width, name: `${scheme} at ${width} px` })),
);

/** What keeps people with disabilities out of the page as it stands, and whether it is wider than the window. */
export async function barriers(page: Page, name: string): Promise<string[]> {
  // A page that was looked at before has the program of half a megabyte already. The results are put together in the page itself, which
  // has no frames: otherwise a second page would be opened for that each time.
  const loaded = await page.evaluate("typeof window.axe === 'object'");
  const builder = new AxeBuilder({ page, ...(loaded === true && { axeSource: ";" }) }).setLegacyMode();
  const { violations } = await builder.options({ resultTypes: ["violations"] }).analyze();
  const found = violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html ?? ""}`);
  const wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
  return wide === true ? [...found, `${name}: wider than the window`] : found;
}

/** Looks at the page as it stands in every look, or in those that are named, one after the other: theme and width change under it, as they do for people. */
export async function barriersHere(page: Page, where: string, which = looks): Promise<string[]> {
  const found: string[] = [];
  for (const { scheme, width, name } of which) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 850 });
    // Whatever fades or moves to the new look has to be there.
    await page.waitForTimeout(250);
    found.push(...(await barriers(page, `${where}, ${name}`)));
  }
  return found;
}

/** Looks at a page in every look; `prepare` brings it to where it is to be judged. Complaints of the console count too. */
export async function barriersInAllLooks(
  browser: Browser,
  server: TestServer,
  prepare: (page: Page) => Promise<string>,
): Promise<string[]> {
  const { page, complaints } = await signedIn(browser, server, { path: null });
  const where = await prepare(page);
  const found = await barriersHere(page, where);
  await page.context().close();
  return [...found, ...complaints];
}
