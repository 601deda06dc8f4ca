import type { Page } from "playwright-core";
import type { Demo } from "./demo.ts";

/** One picture: where it is taken, what is done before, and in which light. */
export interface View {
  readonly name: string;
  readonly path: (demo: Demo) => string;
  readonly dark?: boolean;
  readonly width?: number;
  readonly before?: (page: Page) => Promise<void>;
}

const press =
  (...keys: readonly string[]) =>
  async (page: Page): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
    await page.getByRole("dialog").waitFor();
  };
const at = (path: string) => () => path;

/** Every picture of the documentation. */
export const views: readonly View[] = [
  { name: "overview", path: at("/") },
  { name: "overview-phone", path: at("/"), width: 390 },
  { name: "overview-dark", path: at("/"), dark: true },
  { name: "containers", path: at("/containers") },
  { name: "containers-dark", path: at("/containers?group=project"), dark: true },
  {
    name: "containers-menu",
    path: at("/containers"),
    before: async (page) => page.getByRole("button", { name: "More about shop-web-1" }).click(),
  },
  { name: "containers-phone", path: at("/containers"), width: 390 },
  { name: "container", path: ({ broken }) => `/containers/${broken}` },
  { name: "container-logs", path: ({ web }) => `/containers/${web}/logs` },
  { name: "container-stats", path: ({ web }) => `/containers/${web}/stats` },
  { name: "container-files", path: ({ web }) => `/containers/${web}/files?path=/etc` },
  {
    name: "container-recreate",
    path: ({ web }) => `/containers/${web}`,
    before: async (page) => page.getByRole("button", { name: "Recreate" }).click(),
  },
  { name: "container-history", path: ({ web }) => `/containers/${web}/history` },
  { name: "palette", path: at("/containers"), before: press("Control+k") },
  { name: "keys", path: at("/containers"), before: press("?") },
  { name: "stack-edit", path: at("/stacks/blog/edit") },
  { name: "stack-up", path: at("/stacks/blog/up") },
  { name: "logs", path: at("/logs?q=project:shop") },
  { name: "images", path: at("/images") },
  { name: "volumes", path: at("/volumes") },
  { name: "networks", path: at("/networks") },
  {
    name: "networks-reach",
    path: ({ web, broken }) => `/networks?from=${web}&to=${broken}&port=80`,
    before: async (page) => page.getByRole("region", { name: "Can one reach another?" }).scrollIntoViewIfNeeded(),
  },
  { name: "disk", path: at("/disk") },
  { name: "trash", path: at("/trash") },
  { name: "activity", path: at("/activity") },
  { name: "activity-dark", path: at("/activity"), dark: true },
  { name: "approvals", path: at("/approvals") },
  {
    name: "approvals-safer",
    path: at("/approvals"),
    before: async (page) => {
      await page.getByRole("button", { name: "Make it safer…" }).first().click();
      await page.getByLabel("Its anonymous volumes stay.").check();
    },
  },
  { name: "approvals-phone", path: at("/approvals"), width: 390 },
  { name: "agents", path: at("/agents") },
  {
    name: "session",
    path: ({ session }) => `/agents/${session}`,
    before: async (page) => {
      const replay = page.getByRole("region", { name: "Replay" });
      await replay.getByRole("button", { name: /container\.update/ }).click();
      await replay.scrollIntoViewIfNeeded();
      await page.evaluate("scrollTo(0, document.body.scrollHeight)");
    },
  },
  {
    name: "record",
    path: at("/activity"),
    before: async (page) => page.getByRole("button", { name: "token.create" }).first().click(),
  },
  { name: "policy", path: at("/policy?as=supervised&operation=container.remove&target=shop-db-1") },
  { name: "policy-change", path: at("/policy/edit") },
  { name: "endpoints", path: at("/endpoints") },
  { name: "settings", path: at("/settings") },
];
