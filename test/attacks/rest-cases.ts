import { labels } from "../support/engine.ts";
import type { World } from "./rest-world.ts";

/** One attack over REST: it must be refused, and the engine must look as before. */
export interface RestAttack {
  readonly name: string;
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A container that would be made with these fields. */
const create = (name: string, fields: Record<string, unknown>): RestAttack => ({
  name,
  path: "/api/containers",
  body: { image: "busybox", command: ["true"], labels, ...fields },
});

const mount = (name: string, source: string, more: Record<string, unknown> = {}): RestAttack =>
  create(name, { mounts: [{ type: "bind", source, target: "/x", ...more }] });

/** What a container may not be. */
function creations({ workspace, outside, prefix, victim, otherVolume, otherNetwork, ownNetwork }: World): RestAttack[] {
  const owner = { ...labels, "gnosis-docker.owner": "somebody" };
  return [
    create("privileged", { privileged: true }),
    ...[
      "SYS_ADMIN",
      "sys_admin",
      "CAP_SYS_ADMIN",
      "cap_sys_admin",
      "ALL",
      "all",
      "CAP_ALL",
      " SYS_ADMIN",
      "SYS_PTRACE",
      "BPF",
    ].map((name) => create(`capability ${JSON.stringify(name)}`, { cap_add: [name] })),
    create("a device", { devices: ["/dev/kmsg:/dev/kmsg:rwm"] }),
    ...[
      "seccomp=unconfined",
      "seccomp:unconfined",
      "apparmor=unconfined",
      "systempaths=unconfined",
      "label=disable",
      "no-new-privileges=0",
      "no-new-privileges:false",
      'seccomp={"defaultAction":"SCMP_ACT_ALLOW"}',
      "seccomp=",
    ].map((option) => create(`security option ${option}`, { security_opt: [option] })),
    create("host network", { network: "host" }),
    create("host network in other words", { network_mode: "host" }),
    create("host process ids", { pid_mode: "host" }),
    create("host ipc", { ipc_mode: "host" }),
    create("host name space", { uts_mode: "host" }),
    create("host users", { userns_mode: "host" }),
    create("host cgroups", { cgroupns_mode: "host" }),
    ...["network_mode", "pid_mode", "ipc_mode"].map((mode) =>
      create(`the victim's ${mode}`, { [mode]: `container:${victim.name}` }),
    ),
    create("the victim's network by the beginning of its id", { network_mode: `container:${victim.id.slice(0, 12)}` }),
    create("somebody's network", { network: otherNetwork }),
    create("somebody's network with an alias", { network: otherNetwork, aliases: ["db"] }),
    create("a fixed address", { network: ownNetwork, ip: "172.30.0.200" }),
    create("a sysctl of the host", { sysctls: { "kernel.core_pattern": "|/x" } }),
    create("a sysctl by a detour", { sysctls: { "net/../kernel/core_pattern": "|/x" } }),
    create("another runtime", { runtime: "io.containerd.runc.v2" }),
    create("a log driver that calls out", {
      log_driver: "syslog",
      log_options: { "syslog-address": "unix:///run/x.sock" },
    }),
    create("no log at all", { log_driver: "none" }),
    create("the log's file elsewhere", { log_driver: "local", log_options: { path: "/etc" } }),
    mount("a host directory", outside),
    mount("the host's root", "/"),
    mount("the engine's socket", "/var/run/docker.sock"),
    mount("the engine's socket by its other name", "/run/docker.sock"),
    mount("the engine's socket by a link in the workspace", `${workspace}/socket`),
    mount("the socket's directory", "/run"),
    mount("processes of the host", "/proc/1/root"),
    mount("dots", `${workspace}/../outside`),
    mount("more slashes and a dot", `//${outside}/.`),
    mount("a link out of the workspace", `${workspace}/link`),
    mount("a link to the root, and down again", `${workspace}/root/etc`),
    mount("a relative link up", `${workspace}/up`),
    mount("a neighbour of the workspace with the same beginning", `${workspace}-2`),
    mount("another case", workspace.toUpperCase()),
    mount("shared with the host", workspace, { propagation: "rshared" }),
    mount("slaved to the host", workspace, { propagation: "slave" }),
    create("over /proc", { mounts: [{ type: "bind", source: workspace, target: "/proc/sys" }] }),
    create("over /sys by a detour", { mounts: [{ type: "tmpfs", target: "/a/../sys" }] }),
    create("over the root", { mounts: [{ type: "tmpfs", target: "/" }] }),
    create("relabelled", { volumes: [`${workspace}:/x:Z`] }),
    create("a host directory in the short spelling", { volumes: [`${outside}:/x`] }),
    create("a host directory as an object", { volumes: { [outside]: { bind: "/x", mode: "rw" } } }),
    create("somebody's volume", { volumes: [`${otherVolume}:/x`] }),
    create("somebody's volume as a mount", { mounts: [{ type: "volume", source: otherVolume, target: "/x" }] }),
    create("a tmpfs with devices", { tmpfs: ["/x:dev,suid"] }),
    create("a forged owner", { labels: owner }),
    create("a protected container", { labels: { ...labels, "gnosis-docker.protected": "true" } }),
    create("an image that is not allowed", { image: "alpine" }),
    create("an image of another registry by a like name", { image: "evil.example/library/busybox" }),
    create("a name like an id", { name: victim.id.slice(0, 12) }),
    create("a name like a full id", { name: victim.id }),
    create("a low port", { ports: { "80": 80 } }),
    create("every address", { ports: { "80": "0.0.0.0:18080" } }),
    create("names led elsewhere", { extra_hosts: ["registry.internal:6.6.6.6"] }),
    create("a working directory of the kernel", { workdir: "/proc/self/fd/8" }),
    create("never killed for memory", { oom_kill_disable: true }),
    create("an engine field", { HostConfig: { Privileged: true } }),
    create("an engine field at the top", { Privileged: true }),
    create("another case of a field", { Image: "alpine" }),
    {
      name: "a prototype",
      path: "/api/containers",
      body: `{"image":"busybox","__proto__":{"privileged":true},"name":"${prefix}-proto"}`,
    },
    {
      name: "a form",
      path: "/api/containers",
      body: `image=busybox&privileged=true&name=${prefix}-form`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    },
    {
      name: "plain text",
      path: "/api/containers",
      body: `{"image":"busybox","name":"${prefix}-text"}`,
      headers: { "content-type": "text/plain" },
    },
    {
      name: "two documents",
      path: "/api/containers",
      body: `{"image":"busybox","name":"${prefix}-two"}{"privileged":true}`,
    },
    { ...create("run privileged", { privileged: true }), path: "/api/containers/run" },
    { ...create("run with the host's root", { volumes: ["/:/host"] }), path: "/api/containers/run" },
  ];
}

/** What may not be done to what is somebody else's. Out of scope means: not there. */
function others({ victim, own, otherVolume, otherNetwork, ownNetwork, prefix }: World): RestAttack[] {
  const at = (reference: string, method: string, rest: string, body?: unknown): RestAttack => ({
    name: `${method} ${rest === "" ? "the victim" : rest} by ${reference.length > 20 ? "full id" : reference}`,
    method,
    path: `/api/containers/${reference}${rest}`,
    ...(body === undefined ? {} : { body }),
  });
  const actions = ["stop", "restart", "kill", "pause", "start"].map((action) => at(victim.name, "POST", `/${action}`));
  return [
    ...actions,
    ...[victim.id, victim.id.slice(0, 12), victim.id.slice(0, 3), `/${victim.name}`.replace("/", "%2F")].map(
      (reference) => at(reference, "POST", "/kill"),
    ),
    ...["", "/logs", "/stats", "/top", "/changes", "/export"].map((rest) => at(victim.name, "GET", rest)),
    at(victim.name, "DELETE", "?force=true"),
    at(victim.name, "POST", "/rename", { name: `${prefix}-renamed` }),
    at(victim.name, "POST", "/update", { memory: "32MiB" }),
    at(victim.name, "POST", "/exec", { command: ["env"] }),
    at(victim.name, "POST", "/commit", { repository: `${prefix}-copy` }),
    { name: "look at somebody's volume", method: "GET", path: `/api/volumes/${otherVolume}` },
    { name: "remove somebody's volume", method: "DELETE", path: `/api/volumes/${otherVolume}` },
    { name: "take somebody's volume by making it", path: "/api/volumes", body: { name: otherVolume } },
    { name: "remove somebody's network", method: "DELETE", path: `/api/networks/${otherNetwork}` },
    { name: "join somebody's network", path: `/api/networks/${otherNetwork}/connect`, body: { container: own.name } },
    {
      name: "pull the victim into one's own network",
      path: `/api/networks/${ownNetwork}/connect`,
      body: { container: victim.name },
    },
    {
      name: "a fixed address in one's own network",
      path: `/api/networks/${ownNetwork}/connect`,
      body: { container: own.name, ip: "172.30.0.9" },
    },
  ];
}

/** What may not be done with what is one's own, and with the server itself. */
function further({ own, victim, prefix, outside, evilId }: World): RestAttack[] {
  const volume = (name: string, options: Record<string, string>, driver = "local"): RestAttack => ({
    name: `a volume that is ${name}`,
    path: "/api/volumes",
    body: { name: `${prefix}-v`, driver, options, labels },
  });
  const network = (name: string, fields: Record<string, unknown>): RestAttack => ({
    name: `a network that is ${name}`,
    path: "/api/networks",
    body: { name: `${prefix}-n`, labels, ...fields },
  });
  return [
    {
      name: "exec with privileges",
      path: `/api/containers/${own.name}/exec`,
      body: { command: ["true"], privileged: true },
    },
    {
      name: "exec below /proc",
      path: `/api/containers/${own.name}/exec`,
      body: { command: ["true"], workdir: "/proc/self/fd/7" },
    },
    { name: "unlimited processes afterwards", path: `/api/containers/${own.name}/update`, body: { pids_limit: -1 } },
    {
      name: "devices afterwards",
      path: `/api/containers/${own.name}/update`,
      body: { Devices: [{ PathOnHost: "/dev/vda" }] },
    },
    {
      name: "one's own container under the beginning of the victim's id",
      path: `/api/containers/${own.name}/rename`,
      body: { name: victim.id.slice(0, 12) },
    },
    {
      name: "one's own container under the victim's id",
      path: `/api/containers/${own.name}/rename`,
      body: { name: victim.id },
    },
    {
      name: "an image that takes busybox's name",
      path: `/api/containers/${own.name}/commit`,
      body: { repository: "busybox", tag: "latest" },
    },
    {
      name: "an image under an allowed name",
      path: `/api/containers/${own.name}/commit`,
      body: { repository: "busybox", tag: prefix },
    },
    {
      name: "an image with another entry point",
      path: `/api/containers/${own.name}/commit`,
      body: { repository: `${prefix}-c`, changes: ['ENTRYPOINT ["/evil"]'] },
    },
    {
      name: "an image with a forged owner",
      path: `/api/containers/${own.name}/commit`,
      body: { repository: `${prefix}-c`, labels: { "gnosis-docker.owner": "x" } },
    },
    volume("a bind", { type: "none", o: "bind", device: outside }),
    volume("the host's processes", { type: "proc", device: "proc" }),
    volume("far away", { type: "nfs", o: "addr=127.0.0.1", device: ":/x" }),
    volume("a disk", { type: "ext4", device: "/dev/vda" }),
    volume("an overlay", { type: "overlay", device: "overlay", o: `lowerdir=${outside}:/etc` }),
    volume("another driver's", {}, "vieux/sshfs"),
    network("on a host interface", { driver: "macvlan", options: { parent: "eth0" } }),
    network("the host's", { driver: "host" }),
    network("called docker0", { options: { "com.docker.network.bridge.name": "docker0" } }),
    network("in public addresses", { subnet: "8.8.8.0/24" }),
    { name: "an admin's token", path: "/api/tokens", body: { name: "x", role: "admin" } },
    { name: "the records", method: "GET", path: "/api/audit" },
    { name: "the policy", method: "GET", path: "/api/policy" },
    { name: "prune", path: "/api/containers/prune", body: {} },
    { name: "push", path: "/api/images/busybox/push", body: {} },
    { name: "remove an image that is everybody's", method: "DELETE", path: "/api/images/busybox:latest" },
    create("an image that is there and not allowed", { image: `${prefix}-evil` }),
    create("the same by its id", { image: evilId }),
    create("the same by the beginning of its id", { image: evilId.replace("sha256:", "").slice(0, 12) }),
    {
      name: "the same under an allowed name",
      path: `/api/images/${prefix}-evil/tag`,
      body: { repository: "busybox", tag: prefix },
    },
    {
      name: "the same as busybox itself",
      path: `/api/images/${prefix}-evil/tag`,
      body: { repository: "busybox", tag: "latest", force: true },
    },
    { name: "a pull of an image that is not allowed", path: "/api/images/pull", body: { image: "127.0.0.1:9/evil" } },
    { name: "dots in the path", path: `/api/containers/${own.name}/%2e%2e/${victim.name}/kill` },
    { name: "a slash in the reference", path: `/api/containers/${own.name}%2F..%2F${victim.name}/kill` },
    { name: "another host", method: "GET", path: "/api/containers", headers: { host: "evil.example" } },
    {
      name: "a page of another origin",
      path: `/api/containers/${own.name}/stop`,
      headers: { origin: "https://evil.example" },
    },
  ];
}

/** All of them. */
export const restAttacks = (world: World): RestAttack[] => [...creations(world), ...others(world), ...further(world)];
