import assert from "node:assert/strict";
import { test } from "node:test";
import { sandboxBody, sandboxLabel, type SandboxPlan } from "./sandbox-body.ts";

const plan: SandboxPlan = {
  ...{ id: "sbx_abc", name: "one", server: "s1", image: "docker:dind", memory: 1024, cpus: 1.5, pids: 64, disk: 2048 },
  ...{ diskKind: "image", driver: "overlay2", network: "none", seconds: 60, ends: new Date(0) },
};
const hostOf = (more: Partial<SandboxPlan> = {}): any => sandboxBody({ ...plan, ...more })["HostConfig"];

test("a sandbox's container is never privileged and shares no namespace, path or device of the host", () => {
  const host = hostOf();
  for (const field of ["Privileged", "Binds", "Mounts", "PidMode", "UTSMode", "UsernsMode", "VolumesFrom", "Links"])
    assert.equal(host[field], undefined, field);
  assert.deepEqual([host.IpcMode, host.CgroupnsMode, host.Devices], ["private", "private", []]);
  assert.deepEqual(host.CapDrop, ["ALL"]);
  assert.ok(!host.CapAdd.some((one: string) => /MODULE|RAWIO|TIME|BOOT|PTRACE|READ_SEARCH|SYSLOG|BPF|ALL/.test(one)));
});

test("the limits hold for all that runs inside, and what ends is removed by the engine itself", () => {
  const { Memory, MemorySwap, NanoCpus, PidsLimit, AutoRemove } = hostOf();
  assert.deepEqual([Memory, MemorySwap, NanoCpus, PidsLimit, AutoRemove], [1024, 1024, 1.5e9, 64, true]);
});

test("loop devices are let in only where the disk is a file system in a file, and fuse only for the driver that needs it", () => {
  assert.deepEqual(hostOf({ diskKind: "watch" }).DeviceCgroupRules, []);
  assert.deepEqual(hostOf().DeviceCgroupRules, ["b 7:* rwm", "c 10:237 rwm"]);
  assert.equal(hostOf({ driver: "fuse-overlayfs" }).Devices[0].PathOnHost, "/dev/fuse");
});

test("labels of the settings can't take the place of those that say whose it is", () => {
  const labels = sandboxBody({ ...plan, labels: { [sandboxLabel]: "other", team: "a" } })["Labels"] as any;
  assert.deepEqual([labels[sandboxLabel], labels.team, labels["gnosis-docker.protected"]], ["sbx_abc", "a", "true"]);
});
