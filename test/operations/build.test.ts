import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { after, test } from "node:test";
import { directoryTar } from "../../src/operations/build/context/directory-tar.ts";
import { memoryArchive } from "../../src/operations/build/memory-archive.ts";
import { createBuildRegister } from "../../src/operations/build/register.ts";
import { labels, removeOwn, uniqueName } from "../support/engine.ts";
import { operationsOn } from "../support/guarded-operations.ts";
import { waitFor } from "../support/wait-for.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "gnosis-projects-")));
const archive = memoryArchive();
const builds = createBuildRegister(archive);
const operations = operationsOn({ ports: { projectRoots: [root], builds } });
const { run, stream } = operations;
after(async () => {
  await builds.close();
  await removeOwn();
  operations.close();
  rmSync(root, { recursive: true, force: true });
});

function project(files: Readonly<Record<string, string>>): string {
  const name = uniqueName("project");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name, path)), { recursive: true });
    writeFileSync(join(root, name, path), text);
  }
  return name;
}

const ended = (id: string): Promise<any> =>
  waitFor("the build's end", async () => {
    const status = await run("build.inspect", { build_id: id });
    return status.status === "building" ? undefined : status;
  });

test("a project is built with arguments, labels and a target, without what is ignored", async () => {
  const name = project({
    Dockerfile:
      "FROM busybox AS base\nARG GREETING\nCOPY . /src\nRUN echo said $GREETING && ls /src\nFROM base AS more\nRUN false\n",
    ".dockerignore": "*.log\nDockerfile\n",
    "a.txt": "a",
    "b.log": "b",
  });
  const tag = `${uniqueName()}:1`;
  const input = { project: name, tag, labels, build_args: { GREETING: "hello" }, target: "base", no_cache: true };
  const { items, value } = await stream("image.build", input);
  const said = items.map(({ message }) => message).join("\n");
  assert.match(said, /Step 1\/5/);
  assert.match(said, /a\.txt/);
  assert.ok(!said.includes("b.log"), said);
  assert.deepEqual(value.image.tags, [tag]);
  assert.equal((await run("image.inspect", { id: tag })).full_id, value.image.full_id);
});

test("an uploaded archive is built too, and what fails says why, with the log", async () => {
  const name = project({ "docker/Web": "FROM busybox\nRUN echo before; exit 3\n", other: "x" });
  const upload = await directoryTar(join(root, name), "docker/Web");
  await assert.rejects(
    run("image.build", { dockerfile: "docker/Web", labels, no_cache: true }, { upload }),
    (error: any) => {
      assert.equal(error.code, "ENGINE_REFUSED");
      assert.match(error.message, /returned a non-zero code: 3/);
      return error.detail.extra.logs.includes("before");
    },
  );
  await assert.rejects(run("image.build", {}), { code: "UPLOAD_MISSING" });
  const broken = Readable.from([Buffer.from("no archive at all")]);
  await assert.rejects(run("image.build", { labels }, { upload: broken }), (error: any) => error.status < 500);
});

test("secret-looking arguments are masked in what the builder says", async () => {
  const name = project({ Dockerfile: "FROM busybox\nARG API_TOKEN\nRUN echo using $API_TOKEN\n" });
  const input = { project: name, labels, build_args: { API_TOKEN: "tok-9f8e7d6c" }, no_cache: true };
  const { logs } = await run("image.build", input);
  assert.ok(!logs.join("\n").includes("tok-9f8e7d6c"));
});

test("a build that goes on by itself answers at once, and is asked for by its id", async () => {
  const name = project({ Dockerfile: "FROM busybox\nRUN sleep 1; echo done\n" });
  const [first, second] = await Promise.all([
    run("build.start", { project: name, labels, path: null, tag: null, no_cache: true }),
    run("build.start", { project: name, labels, tag: `${name}:second` }),
  ]);
  assert.notEqual(first.build_id, second.build_id);
  assert.deepEqual([first.message, first.tag, first.host_path], ["Build started", `${name}:latest`, join(root, name)]);
  assert.equal(first.status_endpoint, `/api/build/${first.build_id}/status`);
  const { result, started, completed, logs } = await ended(first.build_id);
  assert.ok(started < completed && result.logs.includes("done") && logs.includes("done"));
  assert.match(result.id, /^sha256:[0-9a-f]{12}$/);
  assert.equal((await ended(second.build_id)).result.tag, `${name}:second`);
  const { builds: listed } = await run("build.list");
  assert.ok(listed.some((one: any) => one.build_id === first.build_id && one.status === "completed"));
  const blind = operationsOn({ sees: () => false, ports: { projectRoots: [root], builds } });
  await assert.rejects(blind.run("build.inspect", { build_id: first.build_id }), { code: "BUILD_NOT_FOUND" });
  blind.close();
});

test("a failed build keeps its log and its start", async () => {
  const name = project({ Dockerfile: "FROM busybox\nRUN echo last words; exit 9\n" });
  const { build_id: id } = await run("build.start", { project: name, labels, no_cache: true });
  const failed = await ended(id);
  assert.equal(failed.status, "failed");
  assert.match(failed.error, /non-zero code: 9/);
  assert.ok(failed.logs.includes("last words") && failed.started !== undefined);
});

test("what was building when the server ended counts as failed", async () => {
  const other = createBuildRegister(archive);
  const { id } = other.start({
    project: "p",
    tags: ["p:1"],
    caller: "t1",
    // oxlint-disable-next-line require-yield -- it never comes to anything
    work: async function* (signal) {
      await once(signal, "abort");
      signal.throwIfAborted();
      return { id: "", tags: [] };
    },
  });
  assert.equal(createBuildRegister(archive).find(id).status, "failed");
  assert.equal(other.find(id).status, "building");
  await other.close();
  assert.match(other.find(id).error ?? "", /server ended/);
});

test("nothing outside the project roots can be built or read", async () => {
  const name = project({ Dockerfile: "FROM busybox\n" });
  for (const [input, code] of [
    [{ project: "unknown" }, "PROJECT_NOT_FOUND"],
    [{ project: "x", path: "/etc" }, "PROJECT_NOT_FOUND"],
    [{ project: "../x" }, "INPUT_INVALID"],
    [{ project: name, dockerfile: "/etc/passwd" }, "INPUT_INVALID"],
    [{ project: name, dockerfile: "../../etc/passwd" }, "INPUT_INVALID"],
    [{}, "INPUT_INVALID"],
  ] as const) {
    await assert.rejects(run("build.start", input), { code }, JSON.stringify(input));
  }
  await assert.rejects(run("build.start", { project: "unknown" }), (error: any) => {
    assert.ok(error.detail.extra.known_projects.includes(name));
    return typeof error.detail.extra.suggestion === "string";
  });
});
