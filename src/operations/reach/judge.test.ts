import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attachment, End, Namespace, Party, ReachFacts } from "./facts.ts";
import { judgeReach } from "./judge.ts";

function attached(network: string, more: Partial<Attachment> = {}): Attachment {
  return {
    ...{ network, networkId: `id-${network}`, driver: "bridge", internal: false, talks: true, masquerades: true },
    ...{ nameless: false, address: "172.18.0.2", gateway: "172.18.0.1", names: [] },
    ...more,
  };
}

const on = (owner: string, ...attachments: Attachment[]): Namespace => ({ mode: "own", owner, attachments });

function party(name: string, more: Partial<Party> = {}): Party {
  const own = on(name, attached("app", { names: [name] }));
  const nothing = { published: [], exposed: [], links: [], hostNames: [] };
  return { kind: "container", id: name, name, status: "running", namespace: own, ...nothing, ...more };
}

function judged(from: End, to: End, more: Partial<ReachFacts> = {}) {
  return judgeReach({ from, to, probes: [], publishers: [], namesakes: [], ...more });
}

const open = (port: string) => ({ port, outcome: "open" as const });
const refused = (port: string) => ({ port, outcome: "refused" as const });
const published = (hostAddress: string, hostPort: string, port: string) => ({ hostAddress, hostPort, port });
const host: End = { kind: "host" };
const outside: End = { kind: "outside" };

test("two containers in one network reach each other by name, for certain where the port answered", () => {
  const tried = judged(party("web"), party("db"), { port: "5432/tcp", probes: [open("5432/tcp")] });
  assert.equal(tried.reachable, "yes");
  assert.equal(tried.certainty, "certain");
  assert.deepEqual(tried.addresses, ["db:5432 (network app)"]);
  const untried = judged(party("web"), party("db"), { port: "5432/tcp" });
  assert.equal(untried.certainty, "likely");
  assert.match(untried.summary, /was not seen/);
});

test("a refused port is a no, and names the ports that are open", () => {
  const told = judged(party("web"), party("db"), {
    port: "5433/tcp",
    probes: [refused("5433/tcp"), open("5432/tcp")],
  });
  assert.equal(told.reachable, "no");
  assert.equal(told.findings[0]?.cause, "nothing_listens");
  assert.match(told.findings[0]?.next ?? "", /5432/);
});

test("the port on the host is told from the one inside, which containers use", () => {
  const db = party("db", { published: [published("127.0.0.1", "15432", "5432/tcp")], exposed: ["5432/tcp"] });
  const told = judged(party("web"), db, { port: "15432/tcp", probes: [refused("15432/tcp")] });
  assert.equal(told.findings[0]?.cause, "host_port_used_inside");
  assert.match(told.findings[0]?.next ?? "", /5432/);
  const inHostNetwork = party("agent", { namespace: { mode: "host" } });
  assert.deepEqual(judged(inHostNetwork, db, { port: "15432/tcp" }).addresses, [
    "127.0.0.1:15432 (published 127.0.0.1:15432->5432/tcp)",
  ]);
});

test("the default bridge has no names, but old links are names", () => {
  const bridge = attached("bridge", { nameless: true, address: "172.17.0.3" });
  const db = party("db", { namespace: on("db", bridge) });
  const web = party("web", { namespace: on("web", bridge) });
  const told = judged(web, db, { port: "5432/tcp", probes: [open("5432/tcp")] });
  assert.equal(told.reachable, "yes");
  assert.equal(told.findings[0]?.cause, "no_names");
  assert.deepEqual(told.addresses, ["172.17.0.3:5432 (network bridge)"]);
  const linked = judged({ ...web, links: [{ container: "db", alias: "database" }] }, db, { port: "5432/tcp" });
  assert.deepEqual(linked.addresses, ["database:5432 (network bridge)"]);
  assert.deepEqual(linked.findings, []);
});

test("containers of different compose projects share no network, and the fix names one", () => {
  const db = party("shop-db-1", { project: "shop", namespace: on("db", attached("shop_default")) });
  const web = party("blog-web-1", { project: "blog", namespace: on("web", attached("blog_default")) });
  const told = judged(web, db, { port: "5432/tcp" });
  assert.equal(told.reachable, "no");
  assert.equal(told.findings[0]?.cause, "no_shared_network");
  assert.match(told.findings[0]?.evidence[0] ?? "", /blog and shop/);
  assert.match(told.findings[0]?.next ?? "", /network connect shop_default blog-web-1/);
});

test("what is published on the host is a way round between networks, except on loopback and out of internal networks", () => {
  const wide = party("db", {
    namespace: on("db", attached("back")),
    published: [published("0.0.0.0", "15432", "5432/tcp")],
  });
  const web = party("web", { namespace: on("web", attached("front")) });
  const round = judged(web, wide, { port: "5432/tcp" });
  assert.equal(round.reachable, "through_host");
  assert.match(round.addresses[0] ?? "", /^172\.18\.0\.1:15432 /);
  const narrow = { ...wide, published: [published("127.0.0.1", "15432", "5432/tcp")] };
  const shut = judged(web, narrow, { port: "5432/tcp" });
  assert.equal(shut.reachable, "no");
  assert.deepEqual(
    shut.findings.map(({ cause }) => cause),
    ["no_shared_network", "published_on_loopback"],
  );
  const sealed = party("web", { namespace: on("web", attached("front", { internal: true })) });
  assert.equal(judged(sealed, wide, { port: "5432/tcp" }).reachable, "no");
});

test("a network with enable_icc=false keeps its containers apart, unless they share another", () => {
  const apart = (name: string, ...more: Attachment[]) =>
    party(name, { namespace: on(name, attached("quiet", { talks: false }), ...more) });
  const told = judged(apart("web"), apart("db"));
  assert.equal(told.reachable, "no");
  assert.equal(told.findings[0]?.cause, "containers_isolated");
  const both = judged(apart("web", attached("app")), apart("db", attached("app", { names: ["db"] })));
  assert.equal(both.reachable, "yes");
  assert.deepEqual(both.addresses, ["db:PORT (network app)"]);
});

test("network modes: one namespace for two, none at all, the host's, and that of a container that is gone", () => {
  const guest = party("side", { namespace: on("web", attached("app")), guestOf: "web" });
  const home = judged(guest, party("web"), { port: "80/tcp" });
  assert.equal(home.reachable, "yes");
  assert.match(home.addresses[0] ?? "", /^127\.0\.0\.1:80/);
  const none = judged(party("web"), party("db", { namespace: { mode: "none" } }));
  assert.equal(none.findings[0]?.cause, "no_network");
  const onHost = judged(
    party("web", { hostNames: ["host.docker.internal"] }),
    party("db", { namespace: { mode: "host" } }),
  );
  assert.equal(onHost.reachable, "yes");
  assert.match(onHost.addresses[0] ?? "", /^host\.docker\.internal:PORT/);
  assert.equal(judged(party("web"), party("db", { namespace: { mode: "unknown" } })).reachable, "unknown");
});

test("whoever doesn't run, or is paused, is reached by nobody, and the address for later is told", () => {
  const stopped = judged(party("web"), party("db", { status: "exited" }), { port: "5432/tcp" });
  assert.equal(stopped.reachable, "no");
  assert.equal(stopped.certainty, "certain");
  assert.equal(stopped.findings[0]?.cause, "not_running");
  assert.deepEqual(stopped.addresses, ["db:5432 (network app)"]);
  assert.equal(judged(party("web", { status: "paused" }), party("db")).findings[0]?.cause, "paused");
});

test("from outside a container is reached by what is published, not on loopback", () => {
  const web = (address: string) => party("web", { published: [published(address, "8080", "80/tcp")] });
  assert.equal(judged(outside, web("0.0.0.0"), { port: "80/tcp" }).reachable, "yes");
  const narrow = judged(outside, web("127.0.0.1"), { port: "80/tcp" });
  assert.equal(narrow.reachable, "no");
  assert.equal(narrow.findings[0]?.cause, "published_on_loopback");
  const hidden = judged(outside, party("web", { exposed: ["80/tcp"] }), { port: "80/tcp" });
  assert.equal(hidden.findings[0]?.cause, "not_published");
  assert.match(hidden.findings[0]?.text ?? "", /^Its port 80\/tcp is not published/);
});

test("from the host a container is reached by the published port, or by its own address", () => {
  const web = party("web", { published: [published("127.0.0.1", "8080", "80/tcp")] });
  const told = judged(host, web, { port: "80/tcp", probes: [open("80/tcp")] });
  assert.equal(told.certainty, "certain");
  assert.match(told.addresses[0] ?? "", /^127\.0\.0\.1:8080/);
  const own = judged(host, party("db"), { port: "5432/tcp" });
  assert.equal(own.reachable, "yes");
  assert.match(own.addresses[0] ?? "", /^172\.18\.0\.2:5432 \(its own address/);
});

test("to the host a container comes by its gateway, and not to what is published on loopback", () => {
  const web = party("web");
  assert.match(judged(web, host, { port: "9000/tcp" }).addresses[0] ?? "", /^172\.18\.0\.1:9000/);
  const publishers = [{ container: "db", ...published("127.0.0.1", "15432", "5432/tcp") }];
  const shut = judged(web, host, { port: "15432/tcp", publishers });
  assert.equal(shut.reachable, "no");
  assert.match(shut.findings[0]?.next ?? "", /db:5432/);
  assert.equal(judged(party("web", { namespace: { mode: "none" } }), host).reachable, "no");
});

test("out of internal networks, or without masquerading, nobody gets out", () => {
  const inside = (more: Partial<Attachment>) => party("web", { namespace: on("web", attached("app", more)) });
  assert.equal(judged(party("web"), outside).reachable, "yes");
  assert.equal(judged(inside({ internal: true }), outside).findings[0]?.cause, "internal_network");
  assert.equal(judged(inside({ internal: true }), host).findings[0]?.cause, "internal_network");
  assert.equal(judged(inside({ masquerades: false }), outside).findings[0]?.cause, "no_masquerade");
});

test("a name that two containers answer to is told, and so is a failing health check", () => {
  const told = judged(party("web"), party("db", { health: "unhealthy" }), {
    namesakes: [{ name: "db", container: "other-db-1", network: "app" }],
  });
  assert.deepEqual(
    told.findings.map(({ cause }) => cause),
    ["shared_name", "unhealthy"],
  );
});
