import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { bytes, createContainer, removeOwn, type TestContainer } from "../support/engine.ts";
import { operationsOn } from "../support/guarded-operations.ts";
import { waitFor } from "../support/wait-for.ts";

const operations = operationsOn();
const script = `mkdir -p /srv/sub /srv/empty
printf 'user=web\\npassword=hunter2hunter2\\n' > /srv/app.conf
printf 'a\\0b' > /srv/raw
printf new > "/srv/two
lines"
ln -s app.conf /srv/link; ln -s /srv/round /srv/round
chmod 640 /srv/app.conf; touch /srv/done; trap 'exit 0' TERM; while :; do sleep 1000 & wait $!; done`;
let web: TestContainer;
before(async () => {
  web = await createContainer({ command: ["sh", "-c", script] });
  await waitFor("the files", async () => (await list("/srv")).files.some((file: any) => file.name === "done"));
});
after(async () => {
  await removeOwn();
  operations.close();
});

const list = (path: string, more: object = {}): Promise<any> =>
  operations.run("file.list", { id: web.name, path, ...more });
const names = async (path: string): Promise<string[]> => (await list(path)).files.map((file: any) => file.name);
const code = (thrown: unknown): string => (thrown as { code: string }).code;

const expected = ["empty", "sub", "app.conf", "done", "link", "raw", "round", "two\nlines"];

test("a directory is listed with kinds, sizes and permissions, whatever its names are", async () => {
  assert.deepEqual(await names("/srv"), expected);
  const { files } = await list("/srv");
  const conf = files.find((file: any) => file.name === "app.conf");
  assert.deepEqual([conf.type, conf.size, conf.mode, conf.uid], ["file", 33, "0640", 0]);
  assert.equal(files.find((file: any) => file.name === "link").type, "link");
  assert.ok(Math.abs(Date.parse(conf.modified) - Date.now()) < 86_400_000);
  assert.deepEqual(await names("/srv/empty"), []);
  const short = await list("/srv", { limit: 2 });
  assert.deepEqual([short.files.length, short.total, short.truncated], [2, 8, true]);
});

test("a text file is shown, its secrets masked; other bytes are told apart", async () => {
  const shown = await operations.run("file.inspect", { id: web.name, path: "/srv/link" });
  assert.equal(shown.path, "/srv/app.conf");
  assert.match(shown.text, /user=web/);
  assert.ok(!shown.text.includes("hunter2"));
  assert.equal((await operations.run("file.inspect", { id: web.name, path: "/srv/raw" })).text, null);
});

test("one file is copied out as it is", async () => {
  const call = operations.call("file.download", { id: web.name, path: "/srv/app.conf" });
  const { download } = await operations.guard.download(call);
  assert.equal((await bytes(download.bytes)).toString(), "user=web\npassword=hunter2hunter2\n");
  assert.equal(download.filename, "app.conf");
});

test("what is no file, or isn't there, is told", async () => {
  const fails = async (id: string, path: string, expectedCode: string): Promise<void> => {
    await assert.rejects(operations.run(id, { id: web.name, path }), (thrown) => code(thrown) === expectedCode, path);
  };
  await fails("file.list", "/nowhere", "PATH_NOT_FOUND");
  await fails("file.inspect", "/nowhere", "PATH_NOT_FOUND");
  await fails("file.inspect", "/srv", "CONFLICT");
  await fails("file.inspect", "/srv/round", "CONFLICT");
  await fails("file.list", "relative", "INPUT_INVALID");
  await fails("file.list", "/srv; touch /owned", "PATH_NOT_FOUND");
  assert.ok(!(await names("/")).includes("owned"));
});

test("a container that stands is listed by the engine", async () => {
  await operations.run("container.stop", { id: web.name });
  assert.deepEqual(await names("/srv"), expected);
  const shown = await operations.run("file.inspect", { id: web.name, path: "/srv/app.conf" });
  assert.match(shown.text, /user=web/);
});
