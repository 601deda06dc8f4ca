import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Guarded } from "../proxy/support/guarded.ts";
import { createContainer, engine, removeOwn, runId, testLabel, uniqueName } from "../support/engine.ts";
import { startRegistry, type Registry } from "../support/registry.ts";
import { startForDeveloper } from "./support/developer.ts";
import { docker, type DockerOptions, type DockerRun } from "./support/docker.ts";

const workspace = mkdtempSync(join(tmpdir(), "gd-cli-"));
const label = `${testLabel}=${runId}`;
let guarded: Guarded;
let registry: Registry;
let other: string;

const run = (args: readonly string[], options?: DockerOptions): Promise<DockerRun> =>
  docker(guarded.path("dev"), args, options);

/** Runs the CLI and expects it to succeed. */
async function good(args: readonly string[], options?: DockerOptions): Promise<string> {
  const { code, output } = await run(args, options);
  assert.equal(code, 0, `docker ${args.join(" ")}: ${output}`);
  return output;
}

before(async () => {
  guarded = await startForDeveloper(workspace);
  registry = await startRegistry();
  other = uniqueName("other");
  await createContainer({ name: other });
});

after(async () => {
  await guarded?.stop();
  await registry?.stop();
  await removeOwn();
  rmSync(workspace, { recursive: true, force: true });
});

test("docker run gives output, input and exit codes through", async () => {
  assert.equal(await good(["run", "--rm", "--label", label, "busybox", "echo", "hello"]), "hello\n");
  assert.equal((await run(["run", "--rm", "--label", label, "busybox", "sh", "-c", "exit 7"])).code, 7);
  const echoed = await good(["run", "-i", "--rm", "--label", label, "busybox", "cat"], {
    input: "from standard input\n",
  });
  assert.equal(echoed, "from standard input\n");
});

test("docker run -it has a terminal and ends with the program's exit code", async () => {
  const { code, output } = await run(["run", "-it", "--rm", "--label", label, "busybox", "sh", "-c", "tty; exit 5"], {
    terminal: true,
  });
  assert.match(output, /\/dev\/pts\//);
  assert.equal(code, 5);
});

test("docker exec, logs, cp, stats, top, ps and inspect work on a container of the caller's own", async () => {
  const name = uniqueName("cli");
  await good([
    "run",
    "-d",
    "--name",
    name,
    "--label",
    label,
    "busybox",
    "sh",
    "-c",
    "echo begun; sleep 1; echo later; sleep 600",
  ]);
  const executed = await run(["exec", name, "sh", "-c", "echo inside; exit 3"]);
  assert.deepEqual([executed.code, executed.output], [3, "inside\n"]);
  assert.equal(await good(["exec", "-i", name, "cat"], { input: "piped" }), "piped");
  const { output: followed } = await run(["logs", "-f", name], { until: /later/ });
  assert.match(followed, /begun\nlater/);
  writeFileSync(join(workspace, "in.txt"), "copied");
  await good(["cp", join(workspace, "in.txt"), `${name}:/tmp/in.txt`]);
  await good(["cp", `${name}:/tmp/in.txt`, join(workspace, "out.txt")]);
  assert.equal(readFileSync(join(workspace, "out.txt"), "utf8"), "copied");
  assert.match(await good(["stats", "--no-stream", "--format", "{{.Name}}", name]), new RegExp(name));
  assert.match(await good(["top", name]), /sleep 600/);
  assert.match(await good(["top", name, "aux"]), /sleep 600/);
  const listed = await good(["ps", "--format", "{{.Names}}"]);
  assert.ok(listed.includes(name) && !listed.includes(other), listed);
  assert.equal(await good(["inspect", "-f", "{{.State.Status}}", name]), "running\n");
  assert.match(await good(["diff", name]), /A \/tmp\/in.txt/);
  await good(["update", "--memory", "64m", "--memory-swap", "64m", name]);
  for (const verb of ["pause", "unpause", "restart"])
    await good([verb, ...(verb === "restart" ? ["-t", "0"] : []), name]);
  await good(["kill", name]);
  assert.equal(await good(["wait", name]), "137\n");
  await good(["rename", name, `${name}-renamed`]);
  await good(["rm", "-f", `${name}-renamed`]);
});

test("docker run -p, -v and --network give what they say, on loopback and below the workspace", async () => {
  writeFileSync(join(workspace, "mounted.txt"), "mounted");
  const options = ["--rm", "--label", label, "-v", `${workspace}:/w:ro`];
  assert.equal(await good(["run", ...options, "busybox", "cat", "/w/mounted.txt"]), "mounted");
  const network = uniqueName("net");
  const volume = uniqueName("vol");
  await good(["network", "create", "--label", label, network]);
  await good(["volume", "create", "--label", label, volume]);
  assert.match(await good(["network", "ls"]), new RegExp(network));
  assert.match(await good(["volume", "ls"]), new RegExp(volume));
  const mount = `type=volume,source=${volume},target=/v`;
  await good(["run", "--rm", "--label", label, "--network", network, "--mount", mount, "busybox", "touch", "/v/kept"]);
  assert.match(await good(["run", "--rm", "--label", label, "-v", `${volume}:/v`, "busybox", "ls", "/v"]), /kept/);
  await good(["network", "inspect", network]);
  await good(["network", "rm", network]);
  await good(["volume", "rm", volume]);
  const outside = await run(["run", "--rm", "--label", label, "-v", "/etc:/x", "busybox", "true"]);
  assert.notEqual(outside.code, 0);
  assert.match(outside.output, /Error response from daemon: HostConfig.Binds\[0\]: .*rule containment/);
});

test("docker build with the classic builder, images, save, load, tag, push and pull work", async () => {
  writeFileSync(
    join(workspace, "Dockerfile"),
    `FROM busybox\nLABEL ${label}\nCOPY in.txt /in.txt\nRUN echo run > /run.txt\n`,
  );
  writeFileSync(join(workspace, "in.txt"), "context");
  const image = `${registry.address}/${uniqueName("built")}:1`;
  await good(["build", "-t", image, "."], { cwd: workspace });
  assert.equal(await good(["run", "--rm", "--label", label, image, "cat", "/in.txt", "/run.txt"]), "contextrun\n");
  await good(["push", image]);
  const archive = join(workspace, "image.tar");
  await good(["save", "-o", archive, image]);
  await good(["rmi", image]);
  assert.match(await good(["load", "-i", archive]), new RegExp(`Loaded image: ${image}`));
  await good(["rmi", image]);
  await good(["pull", image]);
  await good(["tag", image, image.replace(/:1$/, ":2")]);
  assert.match(await good(["history", image]), /run.txt/);
  assert.match(await good(["images", image.slice(0, -2)]), /built/);
  await good(["rmi", image, image.replace(/:1$/, ":2")]);
});

test("docker events and system df show the caller's own things alone", async () => {
  const name = uniqueName("events");
  const events = run(["events", "--filter", "type=container", "--format", "{{.Action}} {{.Actor.Attributes.name}}"], {
    until: new RegExp(`destroy ${name}`),
  });
  const work = async (): Promise<void> => {
    await new Promise((done) => setTimeout(done, 1_000));
    await engine("POST", `/containers/${other}/restart?t=0`);
    await good(["run", "--rm", "--name", name, "--label", label, "busybox", "true"]);
  };
  const [{ output }] = await Promise.all([events, work()]);
  assert.match(output, new RegExp(`create ${name}[^]*start ${name}[^]*die ${name}[^]*destroy ${name}`));
  assert.ok(!output.includes(other), output);
  const usage = await good(["system", "df", "-v", "--format", "{{json .Containers}}"]);
  assert.ok(!usage.includes(other), usage.slice(0, 300));
  await good(["info"]);
  await good(["version"]);
});

test("what is somebody else's looks as if it were not there", async () => {
  for (const args of [
    ["inspect", other],
    ["logs", other],
    ["rm", other],
    ["exec", other, "true"],
    ["cp", `${other}:/etc/hostname`, "-"],
  ]) {
    const { code, output } = await run(args);
    assert.notEqual(code, 0, args.join(" "));
    assert.match(output, /No such (container|object)/i, args.join(" "));
  }
  assert.equal((await engine("GET", `/containers/${other}/json`)).State.Running, true);
});

test("a privileged container is refused with the rule and what helps, and the CLI shows it", async () => {
  const { code, output } = await run(["run", "--rm", "--privileged", "busybox", "true"]);
  assert.equal(code, 125);
  assert.match(output, /Error response from daemon: .*Privileged.*rule containment/s);
});
