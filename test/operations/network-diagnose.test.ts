import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createContainer, engine, labels, removeOwn, type TestContainer, uniqueName } from "../support/engine.ts";
import { endpointUnderTest } from "../support/endpoint-under-test.ts";
import { operationsOn } from "../support/guarded-operations.ts";
import { waitFor } from "../support/wait-for.ts";

// What network.diagnose says is held against what a connection from inside the container then does.

/** Whether a port is listened on can be tried only where the engine's addresses are this machine's own. */
const elsewhere = process.env["TEST_ENGINE_NETWORKS"] === "elsewhere";
const skip = endpointUnderTest().kind === "unix" && !elsewhere ? false : "the engine's networks are not this machine's";
/** An engine behind a socket is taken for this machine's: what is tried at one whose networks are not may reach somebody else. */
const misled = elsewhere && endpointUnderTest().kind !== "tcp" ? skip : false;

const operations = operationsOn();
const { run } = operations;
after(async () => {
  await removeOwn();
  operations.close();
});

const serve = ["sh", "-c", "mkdir -p /www; echo ok > /www/index.html; exec httpd -f -p 80 -h /www"];
const networks: Record<string, string> = {};
const all: Record<string, TestContainer> = {};

async function makeNetwork(key: string, more: object = {}): Promise<void> {
  const name = uniqueName(key);
  await engine("POST", "/networks/create", { Name: name, Labels: labels, ...more });
  networks[key] = name;
}

async function make(key: string, network: string, more: Parameters<typeof createContainer>[0] = {}): Promise<void> {
  const hostConfig = { NetworkMode: networks[network] ?? network, ...more.hostConfig };
  all[key] = await createContainer({ command: serve, ...more, name: uniqueName(key), hostConfig });
}

before(async () => {
  await makeNetwork("front");
  await makeNetwork("back");
  await makeNetwork("sealed", { Internal: true });
  await makeNetwork("quiet", { Options: { "com.docker.network.bridge.enable_icc": "false" } });
  const bound = { PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1" }] } };
  const wide = { PortBindings: { "80/tcp": [{ HostIp: "0.0.0.0" }] } };
  const config = { ExposedPorts: { "80/tcp": {} } };
  await make("web", "front", { labels: { "com.docker.compose.project": "blog" } });
  await make("near", "front", { config });
  await make("far", "back", { labels: { "com.docker.compose.project": "shop" }, hostConfig: bound, config });
  await make("wide", "back", { hostConfig: wide, config });
  await make("shut", "sealed");
  await make("one", "quiet", { hostConfig: wide, config });
  await make("two", "quiet");
  await make("plain", "bridge");
  await make("simple", "bridge");
  await make("none", "none");
  await make("hosted", "host", { command: ["sleep", "600"] });
  await make("guest", `container:${all["web"]!.id}`, { command: ["sleep", "600"] });
});

const id = (key: string): string => all[key]?.id ?? key;
const ask = (from: string, to: string, port?: number): Promise<any> =>
  run("network.diagnose", { from: id(from), to: id(to), ...(port === undefined ? {} : { port }) });

/** Whether a program in the container gets an answer there. */
async function tried(from: string, address: string): Promise<boolean> {
  const [host = "", port = ""] = address.split(":");
  const command = ["sh", "-c", `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 ${host} ${port}`];
  const { stdout } = await run("container.exec", { id: id(from), command });
  return String(stdout).includes(" 200 OK");
}

/** The first address that was named, without its note. */
const firstOf = ({ addresses }: any): string => String(addresses[0]).split(" ")[0] ?? "";

test("in a shared network the name that is told is the one that answers", { skip }, async () => {
  await waitFor("its port", async () => (await ask("web", "near", 80)).certainty === "certain");
  const told = await ask("web", "near", 80);
  assert.equal(told.reachable, "yes", JSON.stringify(told));
  assert.equal(firstOf(told), `${all["near"]!.name}:80`);
  assert.equal(await tried("web", firstOf(told)), true);
  const any = await ask("web", "near");
  assert.equal(firstOf(any), `${all["near"]!.name}:80`, "an exposed port that answers is told without being asked for");
});

test("a port on which nothing listens is a no", { skip }, async () => {
  const told = await ask("web", "near", 81);
  assert.equal(told.reachable, "no");
  assert.equal(told.findings[0].cause, "nothing_listens");
  assert.equal(await tried("web", `${all["near"]!.name}:81`), false);
});

test("in different networks there is no way, and connecting as told makes one", { skip: misled }, async () => {
  const told = await ask("web", "far", 80);
  assert.equal(told.reachable, "no", JSON.stringify(told));
  assert.deepEqual(
    told.findings.map(({ cause }: any) => cause),
    ["no_shared_network", "published_on_loopback"],
  );
  const address = (await engine<any>("GET", `/containers/${id("far")}/json`)).NetworkSettings.Networks[
    networks["back"]!
  ].IPAddress;
  assert.equal(await tried("web", `${address}:80`), false);
  const [, network = "", name = ""] = /network connect (\S+) ([^\s,.]+)/.exec(told.findings[0].next) ?? [];
  assert.equal(network, networks["back"]);
  await run("network.connect", { id: network, container: name });
  const now = await ask("web", "far", 80);
  assert.equal(now.reachable, "yes", JSON.stringify(now));
  assert.equal(await tried("web", firstOf(now)), true);
  await run("network.disconnect", { id: network, container: name });
});

test(
  "a port published on every interface is the way round between networks, and is not one out of an internal network",
  { skip: misled },
  async () => {
    const told = await ask("near", "wide", 80);
    assert.equal(told.reachable, "through_host", JSON.stringify(told));
    assert.equal(await tried("near", firstOf(told)), true);
    const sealed = await ask("shut", "wide", 80);
    assert.equal(sealed.reachable, "no", JSON.stringify(sealed));
    assert.equal(await tried("shut", firstOf(told)), false);
  },
);

test("containers in a network with enable_icc=false don't reach each other", { skip: misled }, async () => {
  const told = await ask("one", "two", 80);
  assert.equal(told.reachable, "no", JSON.stringify(told));
  assert.equal(told.findings[0].cause, "containers_isolated");
  assert.equal(await tried("one", `${all["two"]!.name}:80`), false);
  const round = await ask("two", "one", 80);
  assert.equal(round.reachable, "through_host", JSON.stringify(round));
  assert.equal(await tried("two", firstOf(round)), true);
});

test("on the default bridge the address answers and the name doesn't", { skip }, async () => {
  await waitFor("its port", async () => (await ask("plain", "simple", 80)).certainty === "certain");
  const told = await ask("plain", "simple", 80);
  assert.equal(told.reachable, "yes");
  assert.equal(told.findings[0].cause, "no_names");
  assert.equal(await tried("plain", firstOf(told)), true);
  assert.equal(await tried("plain", `${all["simple"]!.name}:80`), false);
});

test("who has no network reaches nobody, a guest reaches its host by loopback, and the host's network reaches what is published on loopback", async () => {
  assert.equal((await ask("none", "near", 80)).findings[0].cause, "no_network");
  assert.equal((await ask("web", "none", 80)).reachable, "no");
  const guest = await ask("guest", "web", 80);
  assert.equal(firstOf(guest), "127.0.0.1:80");
  assert.equal(await tried("guest", firstOf(guest)), true);
  const hosted = await ask("hosted", "far", 80);
  assert.equal(hosted.reachable, "yes", JSON.stringify(hosted));
  assert.equal(await tried("hosted", firstOf(hosted)), true);
});

test("from outside only what isn't on loopback is reached, and out of an internal network nothing is", async () => {
  assert.equal((await ask("outside", "wide", 80)).reachable, "yes");
  const narrow = await ask("outside", "far", 80);
  assert.equal(narrow.reachable, "no");
  assert.equal(narrow.findings[0].cause, "published_on_loopback");
  assert.equal((await ask("outside", "near", 80)).findings[0].cause, "not_published");
  assert.equal((await ask("web", "outside")).reachable, "yes");
  assert.equal((await ask("shut", "outside")).findings[0].cause, "internal_network");
});

test("the host is reached by the gateway, but not what is published on its loopback", async () => {
  const port = async (key: string): Promise<number> =>
    Number((await engine<any>("GET", `/containers/${id(key)}/json`)).NetworkSettings.Ports["80/tcp"][0].HostPort);
  const open = await ask("web", "host", await port("wide"));
  assert.equal(open.reachable, "yes", JSON.stringify(open));
  assert.equal(await tried("web", firstOf(open)), true);
  const shut = await ask("web", "host", await port("far"));
  assert.equal(shut.reachable, "no", JSON.stringify(shut));
  assert.match(shut.findings[0].next, new RegExp(`${all["far"]!.name}:80`));
  const gateway = firstOf(open).split(":")[0];
  assert.equal(await tried("web", `${gateway}:${await port("far")}`), false);
});

test("a stopped container is reached by nobody; two places, and containers out of sight, are no ends", async () => {
  await run("container.stop", { id: id("two"), timeout: "1s" });
  const told = await ask("one", "two", 80);
  assert.equal(told.findings[0].cause, "not_running");
  await assert.rejects(ask("host", "outside"), { code: "INPUT_INVALID" });
  const blind = operationsOn({ sees: (target) => target.id !== id("near") });
  await assert.rejects(blind.run("network.diagnose", { from: id("web"), to: id("near") }), {
    code: "CONTAINER_NOT_FOUND",
  });
  blind.close();
});

test("another container with the same alias in the shared network is told", async () => {
  const alias = uniqueName("db");
  for (const key of ["first", "second"]) {
    all[key] = await createContainer({
      name: uniqueName(key),
      labels: { "com.docker.compose.service": alias },
      hostConfig: { NetworkMode: networks["front"] },
      config: { NetworkingConfig: { EndpointsConfig: { [networks["front"]!]: { Aliases: [alias] } } } },
    });
  }
  const told = await ask("web", "first");
  const shared = told.findings.find(({ cause }: any) => cause === "shared_name");
  assert.match(shared?.evidence[0] ?? JSON.stringify(told), new RegExp(`${all["second"]!.name} is called ${alias}`));
});
