import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import { tarPieces } from "../../web/src/parts/tar.ts";
import { createContainer, engine, removeOwn, type TestContainer, uniqueName } from "../support/engine.ts";
import { pageHeaders } from "../support/page.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let web: TestContainer;
let page: { readonly cookie: string; readonly "x-gnosis-page": string };
before(async () => {
  server = await startServer();
  web = await createContainer();
  page = await pageHeaders(server, server.token);
});
after(async () => {
  await server?.stop();
  await removeOwn();
});

const address = (operation: string, input: object): string =>
  `${server.url}/ui/files/${operation}?input=${encodeURIComponent(JSON.stringify(input))}`;
const hostname = () => address("file.download", { id: web.name, path: "/etc/hostname" });

test("a page's session takes a file out, as bytes that no browser shows", async () => {
  const answer = await fetch(hostname(), { headers: { ...page, "sec-fetch-site": "same-origin" } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "application/octet-stream");
  assert.equal(answer.headers.get("content-disposition"), 'attachment; filename="hostname"');
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  assert.match(await answer.text(), new RegExp(web.id.slice(0, 12)));
  const { body } = await server.call("GET", `/api/audit/${answer.headers.get("x-gnosis-record")}`);
  assert.deepEqual([body.operation, body.caller.surface], ["file.download", "dashboard"]);
});

test("nothing goes in or out without a session, for another site, or with a token alone", async () => {
  const statuses = async (headers: Record<string, string>, init: RequestInit = {}): Promise<number> =>
    (await fetch(hostname(), { ...init, headers })).status;
  assert.equal(await statuses({}), 401);
  assert.equal(await statuses({ authorization: `Bearer ${server.token}` }), 401);
  assert.equal(await statuses({ ...page, cookie: "gnosis_session=guess" }), 401);
  for (const site of ["cross-site", "same-site", "none"])
    assert.equal(await statuses({ ...page, "sec-fetch-site": site, "sec-fetch-mode": "navigate" }), 403, site);
  const upload = address("container.upload", { id: web.name, path: "/tmp" });
  const post = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(upload, { method: "POST", headers: { "content-type": "application/x-tar", ...headers }, body: "x" }))
      .status;
  assert.equal(await post({ ...page }), 403);
  assert.equal(await post({ ...page, origin: "http://evil.example" }), 403);
  assert.equal(await post({ origin: server.url }), 401);
});

test("a cookie that another port of this host has collected opens nothing without the page's own half", async () => {
  const { cookie } = page;
  const other = await pageHeaders(server, server.token);
  for (const half of [{}, { "x-gnosis-page": "" }, { "x-gnosis-page": other["x-gnosis-page"] }]) {
    const headers = { ...half, cookie };
    assert.equal((await fetch(hostname(), { headers })).status, 401);
    assert.equal((await fetch(`${server.url}/ui/me`, { headers })).status, 401);
    assert.equal((await fetch(`${server.url}/ui/operations`, { headers })).status, 401);
  }
  const { "x-gnosis-page": key } = other;
  for (const protocols of [[], ["gnosis-page"], ["gnosis-page", `key.${key}`]]) {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/ui/socket`, protocols, {
      headers: { cookie, origin: server.url },
    });
    const opened = await new Promise((resolve) =>
      socket.once("open", () => resolve(true)).once("error", () => resolve(false)),
    );
    assert.equal(opened, false);
  }
});

test("the guard decides about files as about everything: a viewer gets none", async () => {
  const { body } = await server.call("POST", "/api/tokens", { name: uniqueName("viewer"), role: "viewer" });
  const viewer = await pageHeaders(server, body.text);
  const answer = await fetch(hostname(), { headers: viewer });
  assert.equal(((await answer.json()) as { code: string }).code, "FORBIDDEN");
});

test("what takes no file, or is no operation, is refused", async () => {
  const post = async (operation: string): Promise<string> => {
    const answer = await fetch(address(operation, { id: web.name }), {
      method: "POST",
      headers: { ...page, origin: server.url, "content-type": "application/x-tar" },
      body: "x",
    });
    return ((await answer.json()) as { code: string }).code;
  };
  assert.equal(await post("container.stop"), "UPLOAD_MISSING");
  assert.equal(await post("no.such"), "ROUTE_UNKNOWN");
});

const tarOf = (files: Readonly<Record<string, string>>): Buffer => {
  const all = Object.entries(files).map(([name, text]) => ({ name, size: text.length, lastModified: 0, text }));
  return Buffer.concat(tarPieces(all).map((piece) => ("text" in piece ? Buffer.from(piece.text) : Buffer.from(piece))));
};

test("a build's directory comes as an archive, and what the builder says goes back line by line", async () => {
  const image = uniqueName("built");
  const archive = tarOf({ Dockerfile: "FROM busybox:latest\nRUN cat note >/kept\nCOPY note /note\n", note: "x" });
  const build = (as: typeof page, bytes: Buffer): Promise<Response> =>
    fetch(address("image.build", { tag: image }), {
      method: "POST",
      headers: {
        ...as,
        origin: server.url,
        ...{ "content-type": "application/x-tar", accept: "application/x-ndjson" },
      },
      body: new Uint8Array(bytes),
    });
  const lines = async (answer: Response): Promise<any[]> =>
    (await answer.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  const failed = await lines(await build(page, archive));
  assert.ok(failed.some(({ message }) => message?.startsWith("Step 2/")));
  assert.equal(failed.at(-1).error.code, "ENGINE_REFUSED");
  const good = await lines(await build(page, tarOf({ Dockerfile: "FROM busybox:latest\nLABEL a=b\n" })));
  assert.deepEqual(good.at(-1).result.image.tags, [`${image}:latest`]);
  const { body } = await server.call("POST", "/api/tokens", { name: uniqueName("viewer"), role: "viewer" });
  const refused = await build(await pageHeaders(server, body.text), archive);
  assert.deepEqual([refused.status, ((await refused.json()) as { code: string }).code], [403, "FORBIDDEN"]);
  await engine("DELETE", `/images/${image}:latest`);
});
