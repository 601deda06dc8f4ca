import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createContainer, engine, removeOwn, type TestContainer, uniqueName } from "../support/engine.ts";
import { openPage, type TestPage } from "../support/page.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-terminal-"));
const file = join(directory, "policy.yaml");
const policyText = (support: string): string => `version: 1
roles:
  support:
    scope: { label: { team: shop } }
    allow: [risk:read, ${support}]
  watched:
    allow: [risk:read, terminal.open]
    terminals: recorded
  changer:
    allow: [risk:read, risk:change]
`;
let server: TestServer;
let web: TestContainer;
const pages: TestPage[] = [];

before(async () => {
  writeFileSync(file, policyText("terminal.open"));
  server = await startServer({ env: { GNOSIS_POLICY_FILE: file } });
  web = await createContainer({ labels: { team: "shop" }, env: ["DB_PASSWORD=open-sesame-42"] });
});
after(async () => {
  for (const page of pages) page.close();
  await server?.stop();
  await removeOwn();
  rmSync(directory, { recursive: true, force: true });
});

async function pageOf(role?: string): Promise<TestPage & { readonly token?: any }> {
  if (role === undefined) {
    pages.push(await openPage(server));
    return pages.at(-1) as TestPage;
  }
  const { body } = await server.call("POST", "/api/tokens", { name: uniqueName(role), role });
  const page = await openPage(server, body.text);
  pages.push(page);
  return { ...page, token: body };
}

const start = (page: TestPage, id: number, input: object = {}): void =>
  page.send({ kind: "stream", id, operation: "terminal.open", input: { id: web.name, ...input } });
const type = (page: TestPage, id: number, typed: string): void => page.send({ kind: "line", id, line: { typed } });
/** The echo of a command never holds what it prints. */
const says = (page: TestPage, id: number, text: string): Promise<unknown> =>
  waitFor(`the terminal to say ${text}`, () => page.shown(id).includes(text));

const shells = async (): Promise<number> => {
  const { Processes } = await engine<{ Processes: string[][] }>("GET", `/containers/${web.id}/top`);
  return Processes.filter((row) => / (?:ba)?sh\b|sleep 54321/.test(` ${row.at(-1)}`)).length;
};

test("keys go in, the screen comes out, and the window's size is known inside", async () => {
  const page = await pageOf("support");
  start(page, 1, { rows: 30, columns: 100 });
  type(page, 1, "stty size; echo o''k\r");
  await says(page, 1, "30 100");
  page.send({ kind: "line", id: 1, line: { rows: 41, columns: 133 } });
  await waitFor("the new size", async () => {
    type(page, 1, "stty size\r");
    return page.shown(1).includes("41 133");
  });
  type(page, 1, "exit 7\r");
  const { value, record } = await page.answer(1);
  assert.equal(value.exit_code, 7);
  const { body } = await server.call("GET", `/api/audit/${record}`);
  assert.equal(body.state, "done");
  assert.equal(body.outcome.bytes, value.typed_bytes + value.shown_bytes);
  assert.match(body.outcome.message, /^Terminal closed: \d+ bytes typed, \d+ shown$/);
});

test("what runs in a terminal ends when the terminal is closed", async () => {
  const page = await pageOf();
  const before = await shells();
  start(page, 1);
  type(page, 1, "trap '' HUP; sleep 54321 & echo re''ady; sleep 54321\r");
  await says(page, 1, "ready");
  assert.ok((await shells()) > before);
  page.close();
  await waitFor("its processes to be gone", async () => (await shells()) === before);
});

test("the log keeps the text only where the role says so", async () => {
  const typedIn = async (role: string, word: string): Promise<string> => {
    const page = await pageOf(role);
    start(page, 1);
    type(page, 1, `echo ${word}; exit\r`);
    const { record } = await page.answer(1);
    const { body } = await server.call("GET", `/api/audit?limit=200`);
    return JSON.stringify(body.records.filter((one: any) => one.detail?.record === record));
  };
  assert.equal(await typedIn("support", "unheard"), "[]");
  const kept = await typedIn("watched", "heard");
  assert.match(kept, /echo heard; exit[^{}]*"way":"typed"/);
  assert.match(kept, /heard[^{}]*"way":"shown"/);
});

test("a secret of the container's environment is masked on the screen", async () => {
  const page = await pageOf("support");
  start(page, 1);
  type(page, 1, "echo $DB_PASSWORD; echo o''k\r");
  await says(page, 1, "ok");
  assert.ok(!page.shown(1).includes("open-sesame-42"));
});

test("a terminal has to be named: neither a viewer nor whoever has all changes gets one", async () => {
  for (const role of ["viewer", "developer", "changer"]) {
    const page = await pageOf(role);
    start(page, 1);
    const { problem } = await page.answer(1);
    assert.equal(problem.code, "FORBIDDEN", role);
  }
});

test("a container out of scope looks as if it weren't there", async () => {
  const other = await createContainer();
  const page = await pageOf("support");
  start(page, 1, { id: other.id });
  assert.equal((await page.answer(1)).problem.code, "CONTAINER_NOT_FOUND");
});

test("another session can't type into a terminal by its number", async () => {
  const [mine, theirs] = [await pageOf("support"), await pageOf("support")];
  start(mine, 1);
  type(mine, 1, "echo fir''st\r");
  await says(mine, 1, "first");
  type(theirs, 1, "echo sto''len\r");
  theirs.send({ kind: "end", id: 1 });
  // Its own call comes back after the line that went before it.
  theirs.send({ kind: "call", id: 2, operation: "system.ping", input: {} });
  await theirs.answer(2);
  type(mine, 1, "echo la''st\r");
  await says(mine, 1, "last");
  assert.ok(!mine.shown(1).includes("stolen"));
  assert.equal(theirs.shown(1), "");
});

test("a freeze closes a terminal, and says so", async () => {
  const page = await pageOf("support");
  start(page, 1);
  type(page, 1, "echo he''re\r");
  await says(page, 1, "here");
  const { body } = await server.call("POST", "/api/freezes", { reason: "test", token: page.token.token.id });
  assert.equal((await page.answer(1)).problem.code, "FROZEN");
  await server.call("DELETE", `/api/freezes/${body.id}`);
});

test("signing out closes the tab and its terminal", async () => {
  const page = await pageOf("support");
  start(page, 1);
  type(page, 1, "echo he''re\r");
  await says(page, 1, "here");
  await fetch(`${server.url}/ui/sign-out`, { method: "POST", headers: { cookie: page.cookie } });
  await waitFor("the tab to be closed", () => page.closed() === 4401);
});

test("a revoked token's terminal is closed", async () => {
  const page = await pageOf("support");
  start(page, 1);
  type(page, 1, "echo he''re\r");
  await says(page, 1, "here");
  await server.call("DELETE", `/api/tokens/${page.token.token.id}`);
  await waitFor("the tab to be closed", () => page.closed() === 4401);
});

test("a policy that takes terminals away closes those that are open", async () => {
  const page = await pageOf("support");
  start(page, 1);
  type(page, 1, "echo he''re\r");
  await says(page, 1, "here");
  writeFileSync(file, policyText("container.start"));
  assert.equal((await page.answer(1)).problem.code, "FORBIDDEN");
  writeFileSync(file, policyText("terminal.open"));
});

test("over REST the upload is what is typed, and a line that is neither keys nor a size ends it", async () => {
  const ask = (body: string): Promise<Response> =>
    fetch(`${server.url}/api/containers/${web.name}/terminal?rows=10`, {
      method: "POST",
      headers: { authorization: `Bearer ${server.token}`, "content-type": "application/x-ndjson" },
      body,
    });
  assert.match(await (await ask('{"typed":"echo re\'\'st; exit\\r"}\n')).text(), /rest/);
  assert.match(await (await ask('{"signal":9}\n')).text(), /INPUT_INVALID/);
});
