import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { client } from "../support/client.ts";
import { openDashboard } from "../support/dashboard.ts";
import { createContainer, uniqueName } from "../support/engine.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-agents-"));
const policyFile = join(directory, "policy.yaml");
writeFileSync(
  policyFile,
  `version: 1
roles:
  helper:
    description: Looks, and asks before it stops anything.
    allow: ["risk:read"]
    ask: [container.stop]
`,
);
const dashboard = openDashboard({ env: { GNOSIS_POLICY_FILE: policyFile } });
after(() => rmSync(directory, { recursive: true, force: true }));

test("an agent is connected to one project alone, and what it had to ask for is not told as refused", async () => {
  const project = uniqueName("shop");
  const [mine] = await Promise.all([
    createContainer({ labels: { "com.docker.compose.project": project } }),
    createContainer(),
  ]);
  const { page, complaints } = await dashboard.tab({ path: "/" });
  await page.goto(`${dashboard.url}/agents`);
  await page.getByLabel("Name", { exact: true }).fill(uniqueName("agent"));
  await page.getByLabel("Role").selectOption("helper");
  await page.getByText("Looks, and asks before it stops anything.").waitFor();
  await page.getByLabel("Knows of").selectOption("one Compose project");
  await page.getByRole("textbox", { name: "Project" }).fill(project);
  await page.getByRole("button", { name: "Make a token" }).click();
  const token = /gnosis_\w+/.exec(await page.getByText("shown this once").innerText())?.[0] ?? "";
  const agent = client(dashboard.url, token);
  const session = uniqueName("session");
  const headers = { "x-gnosis-session": session };
  const { containers } = (await agent("GET", "/api/containers", undefined, headers)).body;
  assert.deepEqual(
    containers.map(({ full_id: id }: { full_id: string }) => id),
    [mine.id],
  );
  assert.equal((await agent("POST", `/api/containers/${mine.id}/stop`, undefined, headers)).status, 202);
  assert.equal((await agent("POST", `/api/containers/${mine.id}/kill`, undefined, headers)).status, 403);
  await page.getByText("connected: it called").waitFor();
  await page.goto(`${dashboard.url}/agents/${session}`);
  await page.getByText("3 calls, nothing is different on the host, 1 asked for, 1 refused").waitFor();
  const calls = page.getByRole("list", { name: "Calls in order" });
  await calls.getByRole("button", { name: /container\.stop .*asked$/ }).waitFor();
  await calls.getByRole("button", { name: /container\.kill .*refused$/ }).waitFor();
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as JSON" }).click();
  const saved = JSON.parse(readFileSync(await (await saving).path(), "utf8"));
  assert.deepEqual([saved.session.id, saved.records.length], [session, 3]);
  assert.deepEqual(complaints, []);
  await page.context().close();
});
