import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { barriersHere } from "../support/barriers.ts";
import type { Page } from "playwright-core";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, inspectContainer, uniqueName } from "../support/engine.ts";
import { startServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

const dashboard = openDashboard();

const running = async (id: string): Promise<boolean> => (await inspectContainer(id)).State.Running;
const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

async function openContainers(page: Page, name: string): Promise<void> {
  await page.goto(`${dashboard.url}/containers?q=${name}`);
  await page.getByRole("link", { name, exact: true }).waitFor();
}

test("a wrong token is told, and nothing else is shown; the right one signs in", async () => {
  const page = await dashboard.browser.newPage();
  await page.goto(dashboard.url);
  await page.getByLabel("Token").fill("gnosis_wrong_token");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByRole("navigation").count(), 0);
  await page.getByLabel("Token").fill(dashboard.server.token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  await page.close();
});

test("a one-time link signs in once, and its code is gone from the address", async () => {
  const fresh = await startServer({ env: { GNOSIS_ADMIN_TOKEN_FILE: undefined } });
  try {
    const link = await waitFor("the set-up link", () => /http:\S+#code=\S+/.exec(fresh.output())?.[0]);
    const page = await dashboard.browser.newPage();
    await page.goto(link);
    await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
    assert.ok(!page.url().includes("code"));
    const second = await (await dashboard.browser.newContext()).newPage();
    await second.goto(link);
    await second.getByText("has been used or is too old").waitFor();
    await page.close();
    await second.close();
  } finally {
    await fresh.stop();
  }
});

test("a container is stopped by mouse, and the notice undoes it", async () => {
  const web = await createContainer();
  const { page, complaints } = await dashboard.tab();
  await openContainers(page, web.name);
  await row(page, web.name).getByRole("button", { name: "Stop" }).click();
  await waitFor("the stop", async () => !(await running(web.id)));
  await page.getByRole("button", { name: "Undo" }).click();
  await waitFor("the start", () => running(web.id));
  await row(page, web.name).getByText("running").waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("a container is removed by keyboard alone after a question, and brought back from the trash", async () => {
  const web = await createContainer();
  const { page } = await dashboard.tab();
  await openContainers(page, web.name);
  await row(page, web.name).getByRole("button", { name: "Remove" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("alertdialog");
  await dialog.waitFor();
  assert.equal(await page.evaluate("document.activeElement.textContent"), "Cancel");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText(`removed successfully`).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.getByRole("heading", { name: "Trash" }).waitFor();
  await row(page, web.name).getByRole("button", { name: "Bring back" }).focus();
  await page.keyboard.press("Enter");
  await waitFor("the return", () => running(web.id));
  await page.context().close();
});

test("what the role may not do is off, and says by which rule", async () => {
  const web = await createContainer();
  const { body } = await dashboard.call("POST", "/api/tokens", { name: uniqueName("viewer"), role: "viewer" });
  const { page } = await dashboard.tab({ token: body.text });
  await openContainers(page, web.name);
  const stop = row(page, web.name).getByRole("button", { name: "Stop" });
  await stop.hover();
  await waitFor("the button to be off", () => stop.isDisabled());
  assert.match((await stop.getAttribute("title")) ?? "", /^Denied by /);
  assert.equal(await running(web.id), true);
  await page.context().close();
});

test("a change made elsewhere shows by itself", async () => {
  const web = await createContainer();
  const { page } = await dashboard.tab();
  await openContainers(page, web.name);
  await dashboard.call("POST", `/api/containers/${web.name}/stop`);
  await row(page, web.name).getByText("exited").waitFor();
  await page.context().close();
});

test("a log is followed, and what an attacker writes into it is text", async () => {
  const evil = "<img src=x onerror=document.title='owned'>";
  const web = await createContainer({
    command: ["sh", "-c", `trap 'exit 0' TERM; while :; do echo "${evil}"; sleep 0.2; done`],
    labels: { evil: "<script>document.title='owned'</script>" },
    env: [`X=${evil}`],
  });
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers/${web.id}/logs`);
  await page.getByText(evil).first().waitFor();
  await page.goto(`${dashboard.url}/containers/${web.id}`);
  await page.getByText("<script>document.title='owned'</script>").first().waitFor();
  assert.ok(!(await page.title()).includes("owned"));
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("an agent is connected: the token is shown once, with what to paste where", async () => {
  const { page } = await dashboard.tab();
  const name = uniqueName("agent");
  await page.goto(`${dashboard.url}/agents`);
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Make a token" }).click();
  const token = /gnosis_\w+/.exec(await page.getByText("shown this once").innerText())?.[0] ?? "";
  const answer = await fetch(`${dashboard.url}/api/containers`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200);
  await page.reload();
  await row(page, name).first().waitFor();
  assert.ok(!(await page.content()).includes(token));
  await page.context().close();
});

test("what an agent did is shown session by session, and the whole of one is taken back", async () => {
  const web = await createContainer();
  const session = { "x-gnosis-session": uniqueName("session") };
  await dashboard.call("POST", `/api/containers/${web.name}/pause`, undefined, session);
  const { page } = await dashboard.tab();
  await page.goto(`${dashboard.url}/agents/${session["x-gnosis-session"]}`);
  await page.getByRole("button", { name: "Undo the session" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Undo the session" }).click();
  await waitFor("the unpause", async () => (await inspectContainer(web.id)).State.Paused === false);
  await page.context().close();
});

test("a revoked token's tab is signed out at its next call", async () => {
  const { body } = await dashboard.call("POST", "/api/tokens", { name: uniqueName("short"), role: "viewer" });
  const { page } = await dashboard.tab({ token: body.text, path: "/" });
  await dashboard.call("DELETE", `/api/tokens/${body.token.id}`);
  await page.goto(`${dashboard.url}/images`);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await page.context().close();
});

test("another site's page can neither read nor act, nor open a socket", async () => {
  const { page } = await dashboard.tab({ path: "/" });
  const site = createServer((_request, response) =>
    response.setHeader("content-type", "text/html").end("<p>another site"),
  );
  site.listen(0, "127.0.0.1");
  await once(site, "listening");
  const { port } = site.address() as { port: number };
  const evil = await page.context().newPage();
  await evil.goto(`http://127.0.0.1:${port}/`);
  const tried = await evil.evaluate(
    async (target) => {
      const attempt = async (init: RequestInit, path: string): Promise<string> =>
        fetch(target + path, { credentials: "include", ...init }).then(
          (answer) => `${answer.type} ${answer.status}`,
          () => "refused",
        );
      const socket = await new Promise<string>((resolve) => {
        const opened = new WebSocket(`${target.replace("http", "ws")}/ui/socket`);
        opened.addEventListener("open", () => resolve("open"));
        opened.addEventListener("error", () => resolve("refused"));
      });
      return {
        read: await attempt({}, "/ui/me"),
        act: await attempt({ method: "POST", body: "{}" }, "/ui/sign-out"),
        socket,
      };
    },
    dashboard.url.replace("127.0.0.1", "localhost"),
  );
  assert.deepEqual(tried, { read: "refused", act: "refused", socket: "refused" });
  assert.equal(
    await page.evaluate(async () => {
      const headers = { "x-gnosis-page": localStorage.getItem("page") ?? "" };
      return (await fetch("/ui/me", { headers })).status;
    }),
    200,
  );
  site.close();
  await page.context().close();
});

const pages = [
  "",
  "containers",
  "logs",
  "images",
  "volumes",
  "networks",
  "disk",
  "trash",
  "activity",
  "approvals",
  "agents",
  "policy",
  "settings",
];
test("no page keeps people with disabilities out, light and dark, at 1280 and at 390 px", async () => {
  const web = await createContainer();
  const { page, complaints } = await dashboard.tab();
  const views = ["summary", "logs", "terminal", "stats", "processes", "history", "inspect"].map(
    (tab) => `containers/${web.id}/${tab}`,
  );
  const found: string[] = [];
  for (const path of [...pages, ...views]) {
    await page.goto(`${dashboard.url}/${path}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    found.push(...(await barriersHere(page, `/${path}`)));
  }
  assert.deepEqual(found, []);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("nothing is asked of any other server, and the content policy allows no script of others", async () => {
  const { page } = await dashboard.tab();
  const asked = new Set<string>();
  page.on("request", (request) => asked.add(new URL(request.url()).host));
  const answer = await page.goto(dashboard.url);
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.deepEqual([...asked], [new URL(dashboard.url).host]);
  const policy = answer?.headers()["content-security-policy"] ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe-/);
  await page.context().close();
});
