// How the parts of a container's set-up are read off an inspection.
import assert from "node:assert/strict";
import { test } from "node:test";
import { configOf } from "../../../engine/config-history/config-of.ts";
import type { ContainerInspect } from "../../../engine/model.ts";
import type { Ports } from "../../ports.ts";
import { formerVersion, refuseMasks } from "./former-version.ts";
import { ownMounts } from "./mounts.ts";
import { ownNetworks, splitNetworks } from "./networks.ts";
import { ownConfig, ownHostConfig } from "./settings.ts";

const id = "a".repeat(64);

/** An inspection with what a test says of it. */
const inspectOf = (more: {
  readonly Config?: object;
  readonly HostConfig?: object;
  readonly Networks?: object;
  readonly Mounts?: readonly object[];
}): ContainerInspect =>
  ({
    ...{ Id: id, Name: "/web", Image: "sha256:1", Path: "sleep", Args: [], Mounts: more.Mounts ?? [] },
    Config: { Image: "busybox", Env: null, Cmd: null, Entrypoint: null, Labels: null, ...more.Config },
    HostConfig: { NetworkMode: "default", ...more.HostConfig },
    NetworkSettings: { Networks: more.Networks ?? {} },
  }) as unknown as ContainerInspect;

test("what a container has from its image is left to the image, what was chosen is kept, also where it is nothing", () => {
  const image = { Cmd: ["sh"], Env: ["PATH=/bin", "A=image"], Labels: { v: "1", w: "1" }, Entrypoint: ["/start"] };
  const Config = {
    ...{ Cmd: ["sh"], Env: ["PATH=/bin", "A=own"], Labels: { v: "1", w: "2" }, Entrypoint: null },
    ...{ Hostname: id.slice(0, 12), AttachStdout: true, Volumes: { "/data": {} } },
  };
  assert.deepEqual(ownConfig(inspectOf({ Config }), image), {
    ...{ Image: "busybox", Env: ["A=own"], Labels: { w: "2" }, Entrypoint: [] },
  });
  const named = inspectOf({ Config: { Hostname: "box" } });
  assert.equal(ownConfig(named, {})["Hostname"], "box");
  const foreign = inspectOf({ Config: { Hostname: "box" }, HostConfig: { NetworkMode: "host" } });
  assert.equal(ownConfig(foreign, {})["Hostname"], undefined);
});

test("links are asked for as they are written, and the engine's own lists are left to the engine", () => {
  const HostConfig = {
    ...{ Links: ["/db:/web/database"], MaskedPaths: ["/proc/kcore"], ReadonlyPaths: ["/proc/sys"], Memory: 5 },
    ...{ CgroupnsMode: "host", Binds: ["/a:/b"], VolumesFrom: ["x"], Dns: null },
  };
  const own = { NetworkMode: "default", Links: ["db:database"], Memory: 5 };
  assert.deepEqual(ownHostConfig(inspectOf({ HostConfig }), "1"), own);
  assert.deepEqual(ownHostConfig(inspectOf({ HostConfig }), "2"), { ...own, CgroupnsMode: "host" });
});

test("volumes without a name go by the one that they got, those of others become mounts, and what is left out is left out", () => {
  const HostConfig = {
    Binds: ["named:/named:ro", "/bare"],
    Mounts: [{ Type: "volume", Target: "/mounted", VolumeOptions: { NoCopy: true } }],
  };
  const Mounts = [
    { Type: "volume", Name: "named", Destination: "/named", RW: false },
    { Type: "volume", Name: "v1", Destination: "/bare", RW: true },
    { Type: "volume", Name: "v2", Destination: "/mounted", RW: true },
    { Type: "bind", Source: "/srv", Destination: "/given", RW: false, Propagation: "rshared" },
  ];
  assert.deepEqual(ownMounts(inspectOf({ HostConfig, Mounts }), new Set(["/named"])), {
    Binds: [],
    Mounts: [
      { Type: "volume", Target: "/mounted", VolumeOptions: { NoCopy: true }, Source: "v2" },
      { Type: "volume", Source: "v1", Target: "/bare" },
      {
        ...{ Type: "bind", Source: "/srv", Target: "/given", ReadOnly: true },
        BindOptions: { Propagation: "rshared" },
      },
    ],
  });
});

test("a network goes by the word that the container was made with; aliases of the engine's own making are left out", async () => {
  const attached = { NetworkID: "", Aliases: ["shop", id.slice(0, 12)], IPAMConfig: { IPv4Address: "10.0.0.7" } };
  const other = { NetworkID: "n2", Aliases: null, IPAMConfig: null };
  const inspect = inspectOf({ HostConfig: { NetworkMode: "n1" }, Networks: { net: attached, other } });
  const { mode, endpoints } = await ownNetworks(inspect, () => Promise.resolve("net"));
  assert.equal(mode, "n1");
  assert.deepEqual(endpoints, { n1: { Aliases: ["shop"], IPAMConfig: { IPv4Address: "10.0.0.7" } }, other: {} });
  const { body, later } = splitNetworks({
    ...{ HostConfig: { NetworkMode: mode }, NetworkingConfig: { EndpointsConfig: endpoints } },
  });
  assert.deepEqual(body["NetworkingConfig"], { EndpointsConfig: { n1: endpoints["n1"] } });
  assert.deepEqual(later, [["other", {}]]);
  const gone = inspectOf({ HostConfig: { NetworkMode: "gone" }, Networks: { other } });
  assert.equal((await ownNetworks(gone, () => Promise.resolve(undefined))).mode, "other");
  const alone = inspectOf({ HostConfig: { NetworkMode: "gone" } });
  assert.equal((await ownNetworks(alone, () => Promise.resolve(undefined))).mode, "none");
});

test("a version of the history gets its secrets from the container as it is, also in commands, and no mask is ever written", () => {
  const before = inspectOf({
    Config: { Env: ["API_KEY=hunter2", "OLD_KEY=gone99"], Cmd: ["curl", "hunter2"], User: "1" },
  });
  const now = inspectOf({ Config: { Env: ["API_KEY=hunter2"], Cmd: ["curl", "hunter2"], User: "2" } });
  const versions = [{ ...{ number: 1, container: id, name: "web", time: 0, action: "create" }, hash: "abc123" }].map(
    (version) => ({ ...version, config: configOf(before) }),
  );
  const ports = {
    configs: { versions: () => versions, succeeds: () => undefined, settled: () => undefined },
  } as unknown as Ports;
  const { Config } = formerVersion({ ports, inScope: () => true }, now, "abc123");
  assert.deepEqual([Config.Cmd, Config.User, Config.Env?.[0]], [["curl", "hunter2"], "1", "API_KEY=hunter2"]);
  assert.throws(() => refuseMasks({ Config }), /does not keep the secret in Config\.Env\.1 \(OLD_KEY\)/);
  assert.throws(() => formerVersion({ ports, inScope: () => true }, now, "def456"), /no version/);
  assert.throws(() => formerVersion({ ports, inScope: () => false }, now, "abc123"), /no version/);
});
