import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { GnosisError } from "../../kernel/errors.ts";
import { ownerLabel } from "../../catalogue/owner-label.ts";
import type { ContainmentProfile } from "../policy/policy.ts";
import type { Judged } from "./containment.ts";
import { caseOf, findingsOf, paperContainment, paperObject, paperPaths } from "./paper-engine.ts";
import { hostConfig } from "./tables/host-config.ts";
import { isNeutral } from "./tables/field.ts";

const containment = paperContainment(
  [
    paperObject("image", "busybox:latest", { id: `sha256:${"ab".repeat(32)}`, references: ["busybox:latest"] }),
    paperObject("image", "built:1", { id: `sha256:${"be".repeat(32)}`, references: ["built:1"], mine: true }),
    paperObject("container", "own", { mine: true }),
    paperObject("container", "victim"),
    paperObject("network", "ownnet", { mine: true }),
    paperObject("network", "shared-web"),
    paperObject("network", "host", { driver: "host" }),
    paperObject("volume", "own-volume", { mine: true }),
    paperObject("volume", "other-volume"),
    paperObject("volume", "trap", { mine: true, options: { type: "none", o: "bind", device: "/" } }),
    paperObject("volume", "gnosis-data", { mine: true }),
  ],
  { paths: paperPaths({ "/srv/ws/out": "/etc", "/srv/ws/in": "/srv/ws/real", "/srv/ws/sock": "/run/docker.sock" }) },
);

type Body = Record<string, unknown>;

const create = (body: Body, profile: Partial<ContainmentProfile> = {}): Promise<Judged> =>
  containment.judge({ Image: "busybox", ...body }, caseOf("container.create", profile));

const host = async (hostConfigBody: Body, profile: Partial<ContainmentProfile> = {}): Promise<Body> =>
  (await create({ HostConfig: hostConfigBody }, profile)).body["HostConfig"] as Body;

const refused = async (call: Promise<unknown>, field?: string): Promise<void> => {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof GnosisError && error.code === "CONTAINMENT_DENIED", String(error));
    if (field !== undefined) assert.equal(findingsOf(error)[0]?.field, field);
    return true;
  });
};

test("the owner's label is written, and a forged one refused", async () => {
  assert.deepEqual((await create({})).body["Labels"], { [ownerLabel]: "me" });
  assert.deepEqual((await create({ Labels: { a: "b", [ownerLabel]: "me" } })).body["Labels"], {
    a: "b",
    [ownerLabel]: "me",
  });
  await refused(create({ Labels: { [ownerLabel]: "somebody" } }), "Labels");
  await refused(create({ Labels: { [ownerLabel]: "somebody" } }, { level: "privileged" }), "Labels");
  await refused(create({ Labels: { "gnosis-docker.protected": "true" } }), "Labels");
  for (const kind of ["volume.create", "network.create", "container.commit"] as const) {
    const judged = await containment.judge({}, caseOf(kind));
    assert.deepEqual(judged.body["Labels"], { [ownerLabel]: "me" }, kind);
  }
  const build = await containment.judge({ t: "mine:1", labels: '{"a":"b"}' }, caseOf("image.build"));
  // What a Dockerfile says of its image's protection doesn't count.
  const written = { a: "b", [ownerLabel]: "me", "gnosis-docker.protected": "" };
  assert.deepEqual(JSON.parse(build.query?.["labels"] ?? ""), written);
});

test("bind mounts are followed through their links", async () => {
  assert.deepEqual((await host({ Binds: ["/srv/ws/a:/x:ro"] }))["Binds"], ["/srv/ws/a:/x:ro"]);
  assert.deepEqual((await host({ Binds: ["/srv/ws//in/./b/:/x"] }))["Binds"], ["/srv/ws/real/b:/x"]);
  const mount = { Type: "bind", Source: "/srv/ws/in", Target: "/x" };
  assert.deepEqual((await host({ Mounts: [mount] }))["Mounts"], [{ ...mount, Source: "/srv/ws/real" }]);
  for (const source of [
    "/srv",
    "/",
    "/srv/ws-2",
    "/srv/ws/../ws",
    "/srv/ws/out",
    "/srv/ws/out/x",
    "/etc",
    "/SRV/WS",
    "/srv/ws/x.sock",
  ])
    await refused(host({ Binds: [`${source}:/x`] }), "HostConfig.Binds[0]");
  for (const root of ["/", "/proc", "/run"])
    await refused(
      host({ Binds: [`${root}/x:/x`] }, { mountRoots: [root], level: "baseline" }).then(() =>
        host({ Binds: ["/proc/1:/x"] }, { mountRoots: ["/"] }),
      ),
    );
});

test("the engine's socket and the server's data are mounted by nobody, by no name", async () => {
  for (const source of [
    "/var/run/docker.sock",
    "/run/docker.sock",
    "/run//docker.sock/",
    "/srv/ws/sock",
    "/srv/gnosis-data",
    "/srv/gnosis-data/x",
  ]) {
    await refused(host({ Binds: [`${source}:/x`] }, { level: "privileged" }));
    await refused(host({ Mounts: [{ Type: "bind", Source: source, Target: "/x" }] }, { level: "privileged" }));
  }
  await refused(host({ Binds: ["gnosis-data:/x"] }, { level: "privileged" }), "HostConfig.Binds[0]");
});

test("where the server can't look, only a root itself may be mounted", async () => {
  const blind = paperContainment([], {
    paths: paperPaths({}, { resolve: (path) => Promise.resolve({ kind: "unseen", path }) }),
  });
  const judge = (source: string, mountRoots = ["/srv/ws"]): Promise<Judged> =>
    blind.judge({ Image: "x", HostConfig: { Binds: [`${source}:/x`] } }, caseOf("container.create", { mountRoots }));
  await judge("/srv/ws");
  await refused(judge("/srv/ws/a"));
  await refused(judge("/srv/ws/nested", ["/srv/ws", "/srv/ws/nested"]));
});

test("a role may be kept to the roots themselves, below which links could be raced", async () => {
  const mountRoots = ["/srv/ws", "/srv/ws/nested"];
  await host({ Binds: ["/srv/ws:/x"] }, { mountRoots, mountBelow: false });
  for (const source of ["/srv/ws/a", "/srv/ws/nested"])
    await refused(host({ Binds: [`${source}:/x`] }, { mountRoots, mountBelow: false }));
});

test("a role that works in projects gives nothing the name of another one", async () => {
  const labels = (project: string): Promise<Judged> =>
    create(
      { Labels: { "com.docker.compose.project": project } },
      { labels: [{ name: "com.docker.compose.project", patterns: ["shop", "shop-*"] }] },
    );
  await labels("shop-2");
  await refused(labels("mail"));
});

test("networks take neither subnets nor options that reach the host's own", async () => {
  const network = (body: Body): Promise<Judged> => containment.judge({ Name: "n", ...body }, caseOf("network.create"));
  await network({
    Driver: "bridge",
    IPAM: { Driver: "default", Config: [] },
    Options: { "com.docker.network.driver.mtu": "1400" },
  });
  for (const body of [
    { IPAM: { Config: [{ Subnet: "192.168.1.0/24" }] } },
    { Driver: "macvlan" },
    { Options: { "com.docker.network.bridge.name": "docker0" } },
  ])
    await refused(network(body));
  // Testcontainers names its networks like this; only the beginning of an id that there is would be somebody else's.
  await network({ Name: "0123456789ab" });
});

test("volumes are the caller's own, new ones get its label, and special ones are no volumes", async () => {
  assert.deepEqual((await host({ Binds: ["own-volume:/x"] }))["Binds"], ["own-volume:/x"]);
  const made = await host({ Binds: ["fresh:/x:ro", "/srv/ws:/w"] });
  assert.deepEqual(made["Binds"], ["/srv/ws:/w"]);
  assert.deepEqual(made["Mounts"], [
    {
      Type: "volume",
      Source: "fresh",
      Target: "/x",
      ReadOnly: true,
      VolumeOptions: { Labels: { [ownerLabel]: "me" } },
    },
  ]);
  const named = await host({ Mounts: [{ Type: "volume", Source: "fresh", Target: "/x" }] });
  assert.deepEqual((named["Mounts"] as { VolumeOptions: unknown }[])[0]?.VolumeOptions, {
    Labels: { [ownerLabel]: "me" },
  });
  for (const name of ["other-volume", "trap", "gnosis-data"]) {
    await refused(host({ Binds: [`${name}:/x`] }));
    await refused(host({ Mounts: [{ Type: "volume", Source: name, Target: "/x" }] }));
  }
  await refused(containment.judge({ Name: "other-volume" }, caseOf("volume.create")));
});

test("ports are published on loopback unless another address is allowed", async () => {
  const published = async (binding: Body, profile: Partial<ContainmentProfile> = {}): Promise<unknown> => {
    const { PortBindings } = await host({ PortBindings: { "80/tcp": [binding] } }, profile);
    return (PortBindings as Record<string, unknown[]>)["80/tcp"]?.[0];
  };
  assert.deepEqual(await published({ HostPort: "8080" }), { HostPort: "8080", HostIp: "127.0.0.1" });
  assert.deepEqual(await published({ HostIp: "", HostPort: "" }), { HostIp: "127.0.0.1", HostPort: "" });
  assert.deepEqual(await published({ HostIp: "", HostPort: "" }, { publishAddresses: ["10.0.0.1"] }), {
    HostIp: "10.0.0.1",
    HostPort: "",
  });
  assert.deepEqual(await published({ HostIp: "", HostPort: "1" }, { level: "privileged" }), {
    HostIp: "",
    HostPort: "1",
  });
  for (const binding of [
    { HostIp: "0.0.0.0" },
    { HostIp: "::" },
    { HostPort: "80" },
    { HostPort: "1000-1030" },
    { HostIp: "10.0.0.1" },
  ])
    await refused(published(binding));
  await refused(published({ HostPort: "9000" }, { publishPorts: ["8000-8999"] }));
  const all = await create({ ExposedPorts: { "80/tcp": {} }, HostConfig: { PublishAllPorts: true } });
  assert.deepEqual((all.body["HostConfig"] as Body)["PortBindings"], {
    "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }],
  });
  assert.deepEqual((await host({ PortBindings: { "80/tcp": null } }))["PortBindings"], {
    "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }],
  });
});

test("limits are written where there are none and capped where there are", async () => {
  const limits = { memory: 1000, cpus: 2, pids: 10 };
  const { Memory, NanoCpus, PidsLimit } = await host({}, { limits });
  assert.deepEqual({ Memory, NanoCpus, PidsLimit }, { Memory: 1000, NanoCpus: 2e9, PidsLimit: 10 });
  const low = await host({ Memory: 5, NanoCpus: 1, PidsLimit: 3 }, { limits });
  assert.deepEqual([low["Memory"], low["NanoCpus"], low["PidsLimit"]], [5, 1, 3]);
  const high = await host({ Memory: 5000, MemorySwap: -1, NanoCpus: 9e9, PidsLimit: 30 }, { limits });
  assert.deepEqual([high["Memory"], high["MemorySwap"], high["NanoCpus"], high["PidsLimit"]], [1000, 2000, 2e9, 10]);
  const quota = await host({ CpuQuota: 900_000 }, { limits });
  assert.deepEqual([quota["CpuQuota"], quota["NanoCpus"]], [200_000, undefined]);
  const update = await containment.judge({ Memory: 9999, CpuQuota: 999_999 }, caseOf("container.update", { limits }));
  assert.deepEqual(update.body, { Memory: 1000, CpuQuota: 200_000 });
  await refused(containment.judge({ PidsLimit: -1 }, caseOf("container.update")));
});

test("images are judged by what the engine would take", async () => {
  const images = ["busybox"];
  const image = async (Image: string): Promise<unknown> => (await create({ Image }, { images })).body["Image"];
  assert.equal(await image("docker.io/library/busybox:latest"), "docker.io/library/busybox:latest");
  assert.equal(await image("abab"), `sha256:${"ab".repeat(32)}`);
  assert.equal(await image("built:1"), "built:1");
  for (const name of [
    "alpine",
    "evil/busybox",
    "docker.io.evil.io/library/busybox",
    "cafe",
    "BusyBox",
    `busybox@sha256:`,
  ])
    await refused(image(name));
  for (const t of ["busybox:mine", "busybox:latest", "UPPER", "a@b"])
    await refused(containment.judge({ t }, caseOf("image.build", { images })));
  await refused(containment.judge({ t: "busybox:latest" }, caseOf("image.build")));
});

test("namespaces are shared with one's own containers only, by their full id", async () => {
  for (const field of ["NetworkMode", "PidMode", "IpcMode"]) {
    const own = paperObject("container", "own").id;
    assert.equal((await host({ [field]: "container:own" }))[field], `container:${own}`);
    await refused(host({ [field]: "container:victim" }));
    await refused(host({ [field]: "container:nobody" }));
    await refused(host({ [field]: "host" }));
  }
  for (const field of ["UTSMode", "UsernsMode", "CgroupnsMode"]) await refused(host({ [field]: "host" }));
  await refused(host({ NetworkMode: "shared-web" }));
  await host({ NetworkMode: "shared-web" }, { networks: ["shared-*"] });
  await refused(host({ NetworkMode: paperObject("network", "host").id }));
  await refused(create({ NetworkingConfig: { EndpointsConfig: { host: {} } } }));
  await refused(host({ NetworkMode: "host" }, { networks: ["*"] }));
});

test("what one may not have directly, one may not borrow", async () => {
  const lender = paperContainment([paperObject("container", "own", { mine: true })], {
    inspectContainer: () => Promise.resolve({ HostConfig: { NetworkMode: "host" }, Mounts: [{ Type: "bind" }] }),
  });
  await refused(lender.judge({ HostConfig: { NetworkMode: "container:own" } }, caseOf("container.create")));
  await refused(lender.judge({ HostConfig: { VolumesFrom: ["own"] } }, caseOf("container.create")));
  assert.ok(await containment.judge({ HostConfig: { VolumesFrom: ["own:ro"] } }, caseOf("container.create")));
});

test("a restricted container drops everything, gains nothing, and is not root", async () => {
  const restricted = { level: "restricted" } as const;
  const { body } = await create({ User: "1000:1000", HostConfig: {} }, restricted);
  const config = body["HostConfig"] as Body;
  assert.deepEqual([config["CapDrop"], config["SecurityOpt"]], [["ALL"], ["no-new-privileges:true"]]);
  for (const user of ["", "0", "root", "1000:0", "app"]) await refused(create({ User: user }, restricted));
  await refused(create({ User: "1", HostConfig: { CapAdd: ["CHOWN"] } }, restricted));
  await create({ User: "1", HostConfig: { CapAdd: ["NET_BIND_SERVICE"] } }, restricted);
  await refused(containment.judge({ User: "0" }, caseOf("exec.create", restricted)));
});

test("a privileged role is let through, and the call counts as reaching the host", async () => {
  const judged = await create({ HostConfig: { Privileged: true, Binds: ["/:/host"] } }, { level: "privileged" });
  assert.equal(judged.reachesHost, true);
  assert.deepEqual((judged.body["HostConfig"] as Body)["Binds"], ["/:/host"]);
  assert.equal((await create({}, { level: "privileged" })).reachesHost, false);
});

test("unknown, misspelt and wrongly typed fields are refused by name", async () => {
  const code = async (body: Body): Promise<unknown> =>
    create(body).then(
      () => "taken",
      (error: GnosisError) => [error.code, error.detail.where, error.detail.closest?.[0]],
    );
  assert.deepEqual(await code({ HostConfigg: {} }), ["FIELD_UNKNOWN", "HostConfigg", "HostConfig"]);
  assert.deepEqual(await code({ HostConfig: { privileged: true } }), [
    "FIELD_UNKNOWN",
    "HostConfig.privileged",
    "Privileged",
  ]);
  assert.deepEqual(await code({ Binds: ["/:/x"] }), ["INPUT_INVALID", "Binds", undefined]);
  assert.deepEqual(await code({ MaskedPaths: [] }), ["INPUT_INVALID", "MaskedPaths", undefined]);
  assert.equal(await code({ Binds: null, Memory: 0, name: "x" }), "taken");
  for (const wrong of [
    { HostConfig: [] },
    { HostConfig: "x" },
    { Env: "A=1" },
    { Labels: { a: 1 } },
    { HostConfig: { Memory: "1" } },
    { HostConfig: { Privileged: 1 } },
    { HostConfig: { Mounts: [1] } },
    { Volumes: { "/x": 1 } },
  ])
    assert.equal(((await code(wrong)) as unknown[])[0], "INPUT_INVALID", JSON.stringify(wrong));
});

test("every field that reaches the host is refused below privileged whatever its value", async () => {
  const values: Readonly<Record<string, unknown>> = {
    string: "x",
    boolean: true,
    integer: 1,
    strings: ["x"],
    "string map": { x: "y" },
    object: { x: "y" },
  };
  const rows = Object.entries(hostConfig).filter(([, field]) => field.judged === "host" || field.judged === "neutral");
  assert.ok(rows.length > 25);
  await Promise.all(
    rows.map(async ([name, field]) => {
      const value = typeof field.shape === "string" ? values[field.shape] : "list" in field.shape ? [{}] : {};
      await refused(host({ [name]: value }), `HostConfig.${name}`);
      assert.equal(isNeutral(value), false);
    }),
  );
});

test("any body is judged or refused, never anything else, and nothing dangerous comes through", async () => {
  const word = fc.constantFrom(
    "",
    "host",
    "/",
    "/srv/ws",
    "/etc",
    "container:victim",
    "ALL",
    "SYS_ADMIN",
    "x",
    "/srv/ws/..",
    "own-volume:/x",
    "/:/x",
    "/srv/ws:/x:z",
    "seccomp=unconfined",
  );
  const value = fc.oneof(
    word,
    fc.array(word, { maxLength: 3 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.dictionary(word, word),
    fc.array(fc.dictionary(fc.constantFrom("Type", "Source", "Target"), word)),
  );
  const config = fc.dictionary(fc.constantFrom(...Object.keys(hostConfig)), value, { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(config, async (HostConfig) => {
      let judged: Judged;
      try {
        judged = await create({ HostConfig });
      } catch (error) {
        assert.ok(error instanceof GnosisError && error.status < 500, String(error));
        return;
      }
      const sent = judged.body["HostConfig"] as Record<string, unknown>;
      assert.notEqual(sent["Privileged"], true);
      for (const field of ["NetworkMode", "PidMode", "IpcMode", "UTSMode", "UsernsMode", "CgroupnsMode"])
        assert.notEqual(sent[field], "host");
      for (const bind of (sent["Binds"] as string[] | null | undefined) ?? [])
        assert.ok(!bind.startsWith("/") || /^\/srv\/ws[/:]/.test(bind) || !bind.includes(":"), bind);
      assert.ok(isNeutral(sent["Devices"]) && isNeutral(sent["Sysctls"]) && isNeutral(sent["CgroupParent"]));
      assert.deepEqual(sent["MaskedPaths"] ?? null, null);
      assert.equal(judged.reachesHost, false);
      // Judged again, its own answer stands.
      const again = await containment.judge(judged.body, caseOf("container.create"));
      assert.deepEqual(again.body, judged.body);
    }),
    { numRuns: 400 },
  );
});

test("a role of some images only may build of those and of its own, named in full", async () => {
  const judge = (profile: Partial<ContainmentProfile>) =>
    containment.judge({ t: "mine:1" }, caseOf("image.build", profile));
  assert.equal((await judge({})).againstBase, undefined);
  const { againstBase } = await judge({ images: ["busybox"] });
  for (const may of ["busybox", "busybox:latest", `sha256:${"ab".repeat(32)}`, "abab", "built:1"])
    assert.equal(await againstBase?.(may), undefined, may);
  for (const not of ["alpine", "other/busybox", "$BASE", "${BASE:-busybox}", "ffff"])
    assert.match((await againstBase?.(not)) ?? "", /may use/, not);
});
