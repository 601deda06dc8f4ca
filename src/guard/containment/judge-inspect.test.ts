import assert from "node:assert/strict";
import { test } from "node:test";
import { ownerLabel } from "../../catalogue/owner-label.ts";
import type { ContainmentProfile } from "../policy/policy.ts";
import { caseOf, paperContainment, paperObject, paperPaths } from "./paper-engine.ts";

const containment = paperContainment(
  [
    paperObject("image", "busybox:latest", { id: `sha256:${"ab".repeat(32)}`, references: ["busybox:latest"] }),
    paperObject("image", "gone", { id: `sha256:${"cd".repeat(32)}`, references: [] }),
    paperObject("network", "othernet"),
    paperObject("network", "bridge"),
  ],
  {
    paths: paperPaths({ "/srv/ws/swapped": "/etc" }),
    habits: () => Promise.resolve({ runtime: "runc", logDriver: "journald" }),
  },
);

/** What engine 20.10 answers of a plain container. */
const plain = {
  Image: `sha256:${"ab".repeat(32)}`,
  Config: {
    Hostname: "c0ffee",
    User: "",
    Env: ["PATH=/bin"],
    Cmd: ["true"],
    Image: "busybox",
    Volumes: null,
    WorkingDir: "",
    Labels: { [ownerLabel]: "me" },
  },
  HostConfig: {
    Binds: null,
    LogConfig: { Type: "journald", Config: {} },
    NetworkMode: "default",
    PortBindings: {},
    CgroupnsMode: "host",
    IpcMode: "private",
    PidMode: "",
    Privileged: false,
    SecurityOpt: null,
    CapAdd: null,
    CapDrop: null,
    Runtime: "runc",
    ShmSize: 67_108_864,
    MemorySwappiness: null,
    OomKillDisable: false,
    PidsLimit: null,
    Isolation: "",
    MaskedPaths: ["/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/timer_list", "/sys/firmware"],
    ReadonlyPaths: ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
    SomethingNewer: true,
  },
  Mounts: [],
  NetworkSettings: {
    Networks: { bridge: { NetworkID: "", MacAddress: "02:42:ac:11:00:02", IPAddress: "172.17.0.2" } },
  },
};

const look = async (
  change: { readonly [part: string]: Record<string, unknown> | string | unknown[] },
  profile: Partial<ContainmentProfile> = {},
): Promise<string[]> => {
  const seen: Record<string, unknown> = { ...plain };
  for (const [part, value] of Object.entries(change))
    seen[part] =
      typeof value === "object" && !Array.isArray(value)
        ? { ...(plain as unknown as Record<string, object>)[part], ...value }
        : value;
  const { caller, owner, profile: standard, targets } = caseOf("container.create", profile);
  return (await containment.inspect(seen, { caller, owner, profile: standard, targets })).map(({ field }) => field);
};

test("a plain container as the engine shows it has nothing against it", async () => {
  assert.deepEqual(await look({}), []);
  assert.deepEqual(await look({}, { images: ["busybox"] }), []);
  assert.deepEqual(await look({ Image: `sha256:${"cd".repeat(32)}` }, { images: ["busybox"] }), []);
});

test("a container that has run on the default network may run again", async () => {
  const { id } = paperObject("network", "bridge");
  assert.deepEqual(await look({ NetworkSettings: { Networks: { bridge: { NetworkID: id } } } }), []);
});

test("whatever a request seemed to say, what the engine understood is found", async () => {
  assert.deepEqual(await look({ HostConfig: { Privileged: true } }), ["HostConfig.Privileged"]);
  assert.deepEqual(await look({ HostConfig: { Binds: ["/etc:/x"] } }), ["HostConfig.Binds[0]"]);
  assert.deepEqual(await look({ HostConfig: { MaskedPaths: [] } }), ["HostConfig.MaskedPaths"]);
  assert.deepEqual(await look({ HostConfig: { PidMode: "host" } }), ["HostConfig.PidMode"]);
  assert.deepEqual(await look({ Mounts: [{ Type: "bind", Source: "/etc", Destination: "/x" }] }), ["Mounts[0].Source"]);
  assert.deepEqual(await look({ Config: { Labels: {} } }), ["Config.Labels"]);
  assert.deepEqual(await look({ NetworkSettings: { Networks: { othernet: { NetworkID: "othernet" } } } }), [
    "NetworkSettings.Networks[othernet]",
  ]);
  assert.deepEqual(await look({ Image: "sha256:unknown", Config: { Image: "evil" } }, { images: ["busybox"] }), [
    "Image",
  ]);
});

test("a link that was swapped after the create is found before the start", async () => {
  assert.deepEqual(await look({ HostConfig: { Binds: ["/srv/ws/swapped:/x"] } }), ["HostConfig.Binds[0]"]);
});

test("whoever starts another's container is told when its sources lead elsewhere now", async () => {
  const moved = async (source: string): Promise<number> =>
    ((await containment.moved?.({ Mounts: [{ Type: "bind", Source: source }, { Type: "volume" }] })) ?? []).length;
  assert.equal(await moved("/srv/ws/dir"), 0);
  assert.equal(await moved("/srv/ws/swapped"), 1);
});

test("what a restricted role wants said must have been said", async () => {
  assert.deepEqual(await look({}, { level: "restricted" }), [
    "Config.User",
    "HostConfig.CapDrop",
    "HostConfig.SecurityOpt",
  ]);
  const said = { Config: { User: "1000" }, HostConfig: { CapDrop: ["ALL"], SecurityOpt: ["no-new-privileges:true"] } };
  assert.deepEqual(await look(said, { level: "restricted" }), []);
});
