import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { barriers } from "../support/barriers.ts";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, engine, inspectContainer, labels, uniqueName } from "../support/engine.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-build-"));
const project = join(directory, "project");
const evil = "<img src=x onerror=document.title='owned'>";
const dashboard = openDashboard();
before(async () => {
  mkdirSync(join(project, "bin"), { recursive: true });
  writeFileSync(
    join(project, "Dockerfile"),
    `FROM busybox:latest\nLABEL evil="${evil}"\nCOPY . /srv\nRUN /srv/bin/check\n`,
  );
  writeFileSync(join(project, ".dockerignore"), "secret*\n");
  writeFileSync(join(project, "secret.key"), "hunter2");
  writeFileSync(join(project, "bin/check"), "#!/bin/sh\ntest ! -e /srv/secret.key && echo nothing leaked\n");
  chmodSync(join(project, "bin/check"), 0o755);
});
after(() => {
  rmSync(directory, { recursive: true, force: true });
});

const form = (page: Page) => page.getByRole("form", { name: "Build image" });
const imageExists = async (name: string): Promise<boolean> =>
  (await dashboard.call("GET", `/api/images/${name}`)).status === 200;

async function choose(page: Page, source: string, path: string, tag: string): Promise<void> {
  await page.goto(`${dashboard.url}/images`);
  await form(page).getByLabel("From").selectOption(source);
  await form(page).locator("input[type=file]").setInputFiles(path);
  await form(page).getByLabel("Name of the image").fill(tag);
}

test("a folder of this machine is built without what it ignores, by keyboard, and what the builder says is text", async () => {
  const tag = `${uniqueName("built")}:1`;
  const { page, complaints } = await dashboard.tab();
  await choose(page, "folder", project, tag);
  await form(page).getByText("3 files").waitFor();
  await form(page).getByText("1 left out by .dockerignore").waitFor();
  await form(page).getByRole("button", { name: "Build image", exact: true }).focus();
  await page.keyboard.press("Enter");
  // A build is slow on a busy machine.
  await form(page).getByText("Image built successfully").waitFor({ timeout: 100_000 });
  const said = await form(page).getByLabel("What the builder says").innerText();
  assert.ok(said.includes("nothing leaked") && said.includes(evil), said);
  assert.ok(await imageExists(tag));
  assert.ok(!(await page.title()).includes("owned"));
  assert.deepEqual(complaints, []);
  await engine("DELETE", `/images/${tag}`);
  await page.context().close();
});

test("an archive goes as it is; a build that fails says at which step, and one that is denied by which rule", async () => {
  const archive = join(directory, "context.tar");
  writeFileSync(join(directory, "Dockerfile"), `FROM busybox:latest\nRUN echo "${evil}" && false\n`);
  execFileSync("tar", ["-cf", archive, "-C", directory, "Dockerfile"]);
  const { page } = await dashboard.tab();
  await choose(page, "tar", archive, uniqueName("failed"));
  await form(page).getByText("is sent as it is").waitFor();
  await form(page).getByRole("button", { name: "Build image", exact: true }).click();
  await form(page).getByRole("alert").getByText("returned a non-zero code: 1").waitFor();
  await form(page).getByText(evil).first().waitFor();
  assert.deepEqual(await barriers(page, "a failed build"), []);
  await page.context().close();
  const { body } = await dashboard.call("POST", "/api/tokens", { name: uniqueName("viewer"), role: "viewer" });
  const viewer = (await dashboard.tab({ token: body.text })).page;
  await choose(viewer, "tar", archive, "denied");
  await form(viewer)
    .getByText(/^Denied by/)
    .waitFor();
  assert.ok(await form(viewer).getByRole("button", { name: "Build image", exact: true }).isDisabled());
  await viewer.context().close();
});

test("a container is recreated from its page with another variable, by keyboard, and the former one lies in the trash", async () => {
  // A name with a slash in it, as nearly all have.
  const image = `team/${uniqueName("app")}:1`;
  await engine("POST", `/images/busybox:latest/tag?repo=${image.slice(0, -2)}&tag=1`);
  const web = await createContainer({ image, env: ["KEPT=1"] });
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/containers/${web.id}`);
  await page.getByRole("button", { name: "Recreate" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: `Recreate ${web.name}` });
  await dialog.getByText("Allowed by").waitFor();
  assert.deepEqual(await barriers(page, "recreate"), []);
  await dialog.getByLabel("Variables to set").fill(`MODE=${evil}`);
  await dialog.getByRole("button", { name: `Recreate ${web.name}` }).press("Enter");
  await page.waitForURL((url) => url.pathname.startsWith("/containers/") && !url.pathname.includes(web.id));
  const { Config } = await inspectContainer(web.name);
  assert.ok(Config.Env.includes("KEPT=1") && Config.Env.includes(`MODE=${evil}`), Config.Env.join());
  await page.getByText("MODE=[masked]").waitFor();
  assert.deepEqual(complaints, []);
  const { body } = await dashboard.call("GET", "/api/trash");
  assert.ok(body.removed.some(({ full_id }: { full_id: string }) => full_id === web.id));
  await engine("DELETE", `/images/${image}`);
  await page.context().close();
});

test("whether one container reaches another is found out by keyboard, with what is in the way, and can be passed on", async () => {
  const name = uniqueName("apart");
  await engine("POST", "/networks/create", { Name: name, Internal: true, Labels: labels });
  const [one, other] = await Promise.all([
    createContainer({ hostConfig: { NetworkMode: name } }),
    createContainer({ labels: { evil } }),
  ]);
  const { page, complaints } = await dashboard.tab();
  await page.goto(`${dashboard.url}/networks`);
  const asking = page.getByRole("region", { name: "Can one reach another?" });
  await asking.getByRole("combobox", { name: /^From/ }).focus();
  await page.keyboard.type(one.name);
  await asking.getByRole("combobox", { name: /^To/ }).focus();
  await page.keyboard.type(other.name);
  await asking.getByLabel("Port").fill("80");
  await page.keyboard.press("Enter");
  await asking.getByText("✖ no").waitFor();
  await asking.getByText("share no network").first().waitFor();
  assert.deepEqual(await barriers(page, "who reaches whom"), []);
  assert.match(page.url(), new RegExp(`from=${one.id}&to=${other.id}&port=80`));
  await page.reload();
  await asking.getByText("✖ no").waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});
