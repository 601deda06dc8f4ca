import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { removeOwn } from "../support/cleanup.ts";
import { createContainer, inspectContainer, uniqueName } from "../support/containers.ts";
import { runId, testLabel } from "../support/run-id.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait-for.ts";
import { cliFor, type Ran } from "./run-cli.ts";

let server: TestServer;
let cli: ReturnType<typeof cliFor>;
const directory = mkdtempSync(join(tmpdir(), "gnosis-docker-cli-"));
const mine = ["--label", `${testLabel}=${runId}`];
before(async () => {
  server = await startServer();
  cli = cliFor(server);
});
after(async () => {
  await server.stop();
  await removeOwn();
  rmSync(directory, { recursive: true, force: true });
});

const sleeper = "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done";

const ok = async (...argv: string[]): Promise<Ran> => {
  const ran = await cli(argv);
  assert.equal(ran.code, 0, `${argv.join(" ")}\n${ran.errors}`);
  return ran;
};

test("a container goes through its life by command line", async () => {
  const name = uniqueName();
  const made = await ok(
    "container",
    "run",
    "busybox",
    "--name",
    name,
    ...mine,
    "-e",
    "A=b c",
    "--",
    "sh",
    "-c",
    sleeper,
  );
  assert.match(made.output, new RegExp(`started[^]*${name}`));
  const listed = await ok("container", "list", ...mine);
  assert.match(listed.output, /^ID +NAME +IMAGE +STATUS +CREATED +PORTS\n/);
  assert.match(listed.output, new RegExp(`^[0-9a-f]{12} +${name} +busybox +up \\d+ seconds? `, "m"));
  assert.equal((await ok("container", "exec", name, "sh", "-c", 'echo "$A"')).output, "b c\n");
  for (const verb of ["pause", "unpause", "restart", "stop", "start", "kill"]) await ok("container", verb, name);
  await ok("container", "rename", name, `${name}-b`);
  await ok("container", "update", `${name}-b`, "--memory", "64MiB", "--memory-swap", "128MiB");
  const inspected = JSON.parse((await ok("container", "inspect", `${name}-b`, "--format", "json")).output) as {
    status: string;
    resources: { memory: number };
  };
  assert.equal(inspected.resources.memory, 64 * 1024 ** 2);
  assert.match((await ok("container", "inspect", `${name}-b`)).output, /^name: +\S+-b$/m);
  await ok("container", "rm", `${name}-b`, "--force");
  const gone = await cli(["container", "inspect", `${name}-b`]);
  assert.equal(gone.code, 3);
  assert.match(gone.errors, /^CONTAINER_NOT_FOUND[^]*next: +List containers with 'gnosis-docker container list --all'/);
});

test("ids alone can be handed on to the next command, several at a time", async () => {
  const label = uniqueName();
  const made = [await createContainer({ labels: { [label]: "" } }), await createContainer({ labels: { [label]: "" } })];
  const { output } = await ok("container", "list", "-q", "--label", label);
  const ids = output.trim().split("\n");
  assert.deepEqual(ids.toSorted(), made.map(({ id }) => id.slice(0, 12)).toSorted());
  const stopped = await ok("container", "stop", "--timeout", "1s", ...ids);
  assert.equal([...stopped.output.matchAll(/^Container \S+ stopped successfully$/gm)].length, 2);
  for (const { id } of made)
    assert.equal(((await inspectContainer(id)) as { State: { Running: boolean } }).State.Running, false);
});

test("exec passes output, standard error and exit code through", async () => {
  const { name } = await createContainer();
  const ran = await cli(["container", "exec", name, "--", "sh", "-c", "echo out; echo err >&2; exit 42"]);
  assert.deepEqual(ran, { code: 42, output: "out\n", errors: "err\n" });
  assert.equal((await cli(["container", "exec", name, "--stdin", "text", "--", "wc", "-c"])).output.trim(), "4");
});

test("a container that is run to its end gives its output and its exit code", async () => {
  const ran = await cli([
    "container",
    "run",
    "busybox",
    "--no-detach",
    "--rm",
    ...mine,
    "--",
    "sh",
    "-c",
    "echo out; exit 3",
  ]);
  assert.deepEqual(ran, { code: 3, output: "out\n", errors: "" });
});

test("logs come line by line, and --follow goes on until the container ends", async () => {
  const { name } = await createContainer({
    command: ["sh", "-c", "for i in 1 2 3; do echo line $i; sleep 0.2; done; echo bad >&2"],
  });
  const followed = await cli(["container", "logs", name, "--follow"]);
  assert.deepEqual(followed, { code: 0, output: "line 1\nline 2\nline 3\n", errors: "bad\n" });
  assert.equal((await ok("container", "logs", name, "--tail", "2", "--no-stderr")).output, "line 3\n");
  const json = JSON.parse((await ok("container", "logs", name, "--format", "json", "-n", "1")).output) as {
    logs: string;
  };
  assert.equal(json.logs, "bad\n");
  assert.match((await ok("log", "search", "--containers", name, "--pattern", "LINE 2")).output, /Z {2}line 2\n$/);
});

test("files go in and out as tar archives, and a whole file system comes out", async () => {
  const { name } = await createContainer();
  await ok("container", "exec", name, "--", "sh", "-c", "mkdir /data; echo hello >/data/a");
  const file = join(directory, "a.tar");
  await ok("container", "download", name, "/data/a", "--output", file);
  assert.ok(readFileSync(file).includes("hello\n"));
  await ok("container", "exec", name, "--", "mkdir", "/copy");
  await ok("container", "upload", name, "/copy", "--file", file);
  assert.equal((await ok("container", "exec", name, "--", "cat", "/copy/a")).output, "hello\n");
  const all = join(directory, "all.tar");
  await ok("container", "export", name, "-o", all);
  assert.ok(readFileSync(all).length > 1024 ** 2);
});

test("what is measured is a table, and a stream of samples with --follow", async () => {
  const { name } = await createContainer();
  assert.match((await ok("container", "stats", name)).output, /^CPU +MEMORY +LIMIT[^\n]*\n\d/);
  assert.match((await ok("container", "top", name)).output, /^UID +PID[^]*sleep 3600/);
});

test("denied, wrong and ambiguous calls have exit codes of their own", async () => {
  const { name } = await createContainer();
  const made = await cli(["token", "create", uniqueName("viewer"), "viewer", "-q"]);
  assert.equal(made.code, 0, made.errors);
  const viewer = cliFor(server, made.output.trim());
  const denied = await viewer(["container", "stop", name]);
  assert.equal(denied.code, 4, denied.errors);
  assert.match(denied.errors, /^FORBIDDEN /);
  assert.equal((await viewer(["container", "list"])).code, 0);
  assert.equal((await cliFor(server, "gnosis_wrong")(["container", "list"])).code, 4);
  assert.equal((await cli(["container", "stop", name, "--timeout", "soon"])).code, 2);
  assert.equal((await cli(["container", "list", "--status", "asleep"])).code, 2);
});

test("a server without an engine is told apart from no server", async () => {
  const lost = await startServer({ env: { DOCKER_HOST: "unix:///nowhere/docker.sock" } });
  try {
    const ran = await cliFor(lost)(["container", "list"]);
    assert.equal(ran.code, 5);
    assert.match(ran.errors, /^ENGINE_UNREACHABLE /);
  } finally {
    await lost.stop();
  }
});

test("names are completed by asking the server", async () => {
  const { name } = await createContainer();
  const { output } = await ok("__complete", `gnosis-docker container restart ${name.slice(0, -2)}`);
  assert.equal(output, `${name}\n`);
});

test("Ctrl-C ends a follower quietly, and its request with it", async () => {
  const { name } = await createContainer({ command: ["sh", "-c", "while :; do echo tick; sleep 0.1; done"] });
  const { spawn } = await import("node:child_process");
  const { cleanEnvironment, program } = await import("./run-cli.ts");
  const child = spawn(program[0], [program[1], "container", "logs", name, "-f"], {
    env: cleanEnvironment({ GNOSIS_DOCKER_URL: server.url, GNOSIS_DOCKER_TOKEN: server.token }),
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (part) => (output += String(part)));
  child.stderr.on("data", (part) => (errors += String(part)));
  const ended = new Promise((resolve) => child.once("close", resolve));
  await waitFor("the first line", () => output.includes("tick"));
  child.kill("SIGINT");
  assert.equal(await ended, 130);
  assert.equal(errors, "");
});

test("a reader that has seen enough ends the program without a complaint", async () => {
  const { name } = await createContainer({ command: ["sh", "-c", "while :; do echo tick; sleep 0.05; done"] });
  const { execFile } = await import("node:child_process");
  const { cleanEnvironment, program } = await import("./run-cli.ts");
  const line = `'${program.join("' '")}' container logs ${name} -f | head -n 1`;
  const env = cleanEnvironment({ GNOSIS_DOCKER_URL: server.url, GNOSIS_DOCKER_TOKEN: server.token });
  const { output, errors } = await new Promise<{ output: string; errors: string }>((resolve) => {
    execFile("sh", ["-c", line], { env }, (_error, stdout, stderr) => resolve({ output: stdout, errors: stderr }));
  });
  assert.equal(output, "tick\n");
  assert.equal(errors, "");
});

test("a file for an upload that is not there is told before anything is sent", async () => {
  const { name } = await createContainer();
  writeFileSync(join(directory, "x"), "");
  const ran = await cli(["container", "upload", name, "/tmp", "--file", join(directory, "absent.tar")]);
  assert.equal(ran.code, 2, ran.errors);
  assert.match(ran.errors, /absent\.tar/);
});
