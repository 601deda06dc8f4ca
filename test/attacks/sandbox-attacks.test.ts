import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { client } from "../support/client.ts";
import { execIn } from "../support/dind.ts";
import { createContainer, engine, inspectContainer, removeOwn } from "../support/engine.ts";
import { program, which } from "../support/prepare/program.ts";
import { waitFor } from "../support/wait-for.ts";
import { docker, small, startSandboxServer } from "../sandbox/sandbox-server.ts";
import { kernelAttacks, sandboxAttacks } from "./sandbox-cases.ts";

// Ways out of a sandbox: first through the guarded socket that an agent has, then from the container that carries the engine, as if
// somebody had got that far.

const files = mkdtempSync(join(tmpdir(), "gnosis-sandbox-attacks-"));
writeFileSync(join(files, "secret"), "of the host");
const server = await startSandboxServer();
const make = async (name: string): Promise<any> => {
  const { status, body, text } = await server.call("POST", "/api/sandboxes", small(name));
  assert.equal(status, 201, text);
  return body.sandbox;
};
const [one, two] = await Promise.all([make("one"), make("two")]);
after(async () => {
  await server.stop();
  await removeOwn();
  rmSync(files, { recursive: true });
});

function send(
  socketPath: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { host: "docker", "content-type": "application/json", connection: "close" };
    const sent = request({ socketPath, method: "POST", path, agent: false, headers }, (response) => {
      let text = "";
      response
        .on("data", (part) => (text += part))
        .on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.once("error", reject).end(body === undefined ? "" : JSON.stringify(body));
  });
}

for (const { name, path, body } of sandboxAttacks) {
  test(`an agent in a sandbox does not get ${name}`, async () => {
    const { status, text } = await send(one.socket, path, body);
    assert.ok(status === 403 || status === 404 || status === 400, `${status} ${text}`);
    if (path.endsWith("/containers/create")) assert.equal(status, 403, text);
  });
}

test("after all of that the engine inside has made nothing", async () => {
  const { body } = await server.call("GET", "/api/containers?all=true&endpoint=sandbox-one");
  assert.deepEqual(body.containers, []);
});

test("a running container can't be entered with more rights than it has", async () => {
  assert.equal((await docker(one.socket, "run", "-d", "--name", "box", "busybox", "sleep", "600")).code, 0);
  const entered = await docker(one.socket, "exec", "--privileged", "box", "id");
  assert.notEqual(entered.code, 0, entered.output);
});

test("a container in a sandbox sees no file, process, device or engine of the host, and no raw socket of its own engine", async () => {
  const look = "cat /host/secret; ls /dev; cat /proc/1/cmdline; ls /var/run/docker.sock; mount -t proc proc /mnt";
  const { output } = await docker(
    one.socket,
    "exec",
    "box",
    "sh",
    "-c",
    `${look}; echo core > /proc/sys/kernel/core_pattern`,
  );
  assert.doesNotMatch(output, /of the host|vda|sda|loop|dockerd/);
  assert.match(output, /mount: permission denied/);
  assert.match(output, /core_pattern: (?:Read-only file system|Permission denied)/i);
});

test("a container in a sandbox gets nothing of the kernel that it shares with the host", async () => {
  await Promise.all(
    kernelAttacks(rootDisk() ?? "254 0").map(async ({ name, script, refusal }) => {
      const { output } = await docker(one.socket, "exec", "box", "sh", "-c", script);
      assert.match(output, refusal, `${name}: ${output}`);
    }),
  );
});

/** One of the addresses at which clouds answer, and not the one that a machine in a cloud needs itself meanwhile. */
const metadata = "169.254.77.77";
const skip =
  process.getuid?.() === 0 && which("ip") !== undefined
    ? false
    : "an address of this machine takes root and the program ip";

test("what a cloud tells its machine is for nobody in a sandbox, whatever its network", { skip }, async () => {
  const credentials = createServer((_request, response) => response.end("of the host"));
  await program("ip", ["address", "add", `${metadata}/32`, "dev", "lo"]);
  try {
    await once(credentials.listen(80, metadata), "listening");
    const ask = ["sh", "-c", `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 ${metadata} 80; true`];
    // Any other container of the host gets it.
    const { id } = await createContainer();
    assert.match(await execIn(id, ask), /of the host/);
    assert.doesNotMatch((await docker(one.socket, "exec", "box", ...ask)).output, /of the host/);
    const asEngine = `exec 3<>/dev/tcp/${metadata}/80 && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3; true`;
    const inEngine = await execIn(one.container, ["timeout", "2", "bash", "-c", asEngine]).catch(String);
    assert.doesNotMatch(inEngine, /of the host/);
  } finally {
    credentials.close();
    await program("ip", ["address", "del", `${metadata}/32`, "dev", "lo"]);
  }
});

test("the server is not reached over the network of a sandbox, by no address of its host", async () => {
  const { NetworkSettings } = await inspectContainer(one.container);
  const [{ Gateway: gateway }] = Object.values<any>(NetworkSettings.Networks);
  assert.match(gateway, /^\d/);
  for (const address of [gateway, "172.17.0.1", "127.0.0.1", "host.docker.internal"]) {
    const ask = `printf 'GET /health HTTP/1.0\\r\\n\\r\\n' | nc -w 2 ${address} ${server.port}`;
    const { code, output } = await docker(one.socket, "exec", "box", "sh", "-c", ask);
    assert.notEqual(code, 0, `${address}: ${output}`);
  }
});

test("one sandbox reaches neither another one nor other containers of the host over the network", async () => {
  const address = Object.values<any>((await inspectContainer(two.container)).NetworkSettings.Networks)[0].IPAddress;
  assert.match(address, /^\d/);
  await engine("POST", `/containers/${two.container}/exec`, { Cmd: ["true"] });
  const listening = await server.call("POST", "/api/containers/run?endpoint=sandbox-two", {
    image: "busybox",
    command: "sh -c 'echo here > /index.html; httpd -f -p 80 -h /'",
    ports: ["0.0.0.0:8080:80"],
    name: "web",
  });
  assert.equal(listening.status, 201, listening.text);
  const ask = `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 3`;
  // At that address and port it is published: from inside its own sandbox it answers there.
  await waitFor("its answer", async () => {
    const { output } = await docker(two.socket, "exec", "web", "sh", "-c", `${ask} ${address} 8080`);
    return output.includes("here");
  });
  const { output } = await docker(one.socket, "exec", "box", "sh", "-c", `${ask} ${address} 8080`);
  assert.doesNotMatch(output, /here/);
});

test("a sandbox's socket reaches no other sandbox and not the host, and a token of one nothing of another", async () => {
  const named = await docker(one.socket, "ps", "-a", "--format", "{{.Names}}");
  assert.equal(named.output.trim(), "box");
  const made = (await server.call("POST", "/api/sandboxes", small("three", { with_token: true, images: [] }))).body;
  const three = client(server.url, made.token);
  for (const endpoint of ["sandbox-one", "default"]) {
    const { status } = await three("GET", `/api/containers?endpoint=${endpoint}`);
    assert.ok(status === 403 || status === 400, String(status));
  }
  assert.equal((await three("POST", "/api/sandboxes", small("four", { images: [] }))).status, 403);
  assert.equal((await three("POST", "/api/build", { project: "x" })).status, 404);
  assert.equal((await server.call("DELETE", "/api/sandboxes/three")).status, 200);
});

test("the form that callers fill in has no place for anything else: names, images and networks are held to it", async () => {
  const refused = async (input: object, query = "") =>
    (await server.call("POST", `/api/sandboxes${query}`, input)).status;
  const odd = ["../x", "a b", "-x", "X", "x\n", "x=1", "x".repeat(41), "", "x;reboot", "$(reboot)"];
  for (const name of odd) assert.equal(await refused(small(name)), 400, JSON.stringify(name));
  assert.equal(await refused({ ...small("x"), network: "host" }), 400);
  assert.equal(await refused({ ...small("x"), network: `container:${one.container}` }), 400);
  assert.equal(await refused({ ...small("x"), image: "busybox" }), 400);
  assert.equal(await refused({ ...small("x"), binds: ["/:/host"] }), 400);
  assert.equal(await refused({ ...small("x"), cpus: -1 }), 400);
  assert.equal(await refused({ ...small("x"), images: ["busybox; reboot"] }), 400);
  assert.equal(await refused(small("x"), "?endpoint=sandbox-one"), 501);
});

test("not even the container that carries the engine is privileged: no raw device, no module, no clock, no kernel switch", async () => {
  const { HostConfig } = await inspectContainer(one.container);
  assert.equal(HostConfig.Privileged, false);
  for (const word of [
    "ALL",
    "SYS_MODULE",
    "SYS_RAWIO",
    "SYS_TIME",
    "SYS_BOOT",
    "SYS_PTRACE",
    "DAC_READ_SEARCH",
    "SYSLOG",
  ]) {
    assert.ok(!HostConfig.CapAdd.includes(word), word);
  }
  const attempt = (script: string): Promise<string> => execIn(one.container, ["sh", "-c", `${script}; true`]);
  const pattern = readFileSync("/proc/sys/kernel/core_pattern", "utf8");
  assert.match(await attempt("echo '|/x' > /proc/sys/kernel/core_pattern"), /Read-only file system/);
  assert.equal(readFileSync("/proc/sys/kernel/core_pattern", "utf8"), pattern);
  const disk = rootDisk();
  if (disk !== undefined)
    assert.match(await attempt(`mknod /tmp/disk b ${disk} && head -c 1 /tmp/disk`), /Operation not permitted/);
  assert.match(await attempt("mknod /tmp/mem c 1 1 && head -c 1 /tmp/mem"), /Operation not permitted/);
  assert.match(await attempt("date -s 2001-01-01"), /Operation not permitted/);
  assert.match(await attempt("echo b > /proc/sysrq-trigger"), /Read-only file system|nonexistent/);
  assert.match(await attempt("ls /host /var/run/docker/libnetwork.host 2>&1"), /No such file/);
  assert.match(await attempt(`cat ${files}/secret`), /No such file/);
});

/** Major and minor number of the disk that this machine's root lies on. */
function rootDisk(): string | undefined {
  const device = statSync("/").dev;
  const major = Math.floor(device / 256) & 0xfff;
  return major === 0 ? undefined : `${major} ${device & 0xff}`;
}
