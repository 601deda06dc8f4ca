/** One request through a sandbox's guarded socket that must be refused: a way from inside to the container that carries the engine, and so to the host. */
export interface SandboxAttack {
  readonly name: string;
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

const create = (name: string, hostConfig: Readonly<Record<string, unknown>>): SandboxAttack => ({
  name,
  path: "/v1.41/containers/create",
  body: { Image: "busybox", Cmd: ["sh"], HostConfig: hostConfig },
});

const volume = { Type: "none", o: "bind", device: "/" };

/** The attacks, as the engine's API has them. */
export const sandboxAttacks: readonly SandboxAttack[] = [
  create("a privileged container", { Privileged: true }),
  create("the engine's container's root as a bind mount", { Binds: ["/:/host"] }),
  create("its /proc", { Binds: ["/proc:/outer"] }),
  create("its cgroup", { Binds: ["/sys/fs/cgroup:/c"] }),
  create("its devices", { Binds: ["/dev:/d"] }),
  create("the disk below its engine", { Binds: ["/var/lib/gnosis-docker-disk:/d"] }),
  create("the raw socket of the engine inside", { Binds: ["/var/run/docker.sock:/docker.sock"] }),
  create("the raw socket by its real place", { Binds: ["/run/docker.sock:/docker.sock"] }),
  create("the raw socket by dots", { Binds: ["/tmp/../run/docker.sock:/docker.sock"] }),
  create("a mount in the long form", { Mounts: [{ Type: "bind", Source: "/", Target: "/host" }] }),
  create("a volume that is a bind mount", {
    Mounts: [{ Type: "volume", Target: "/host", VolumeOptions: { DriverConfig: { Name: "local", Options: volume } } }],
  }),
  create("every capability", { CapAdd: ["ALL"] }),
  create("mounting", { CapAdd: ["SYS_ADMIN"] }),
  create("making device nodes of any kind", { DeviceCgroupRules: ["a *:* rwm"] }),
  ...["SYS_MODULE", "SYS_RAWIO", "SYS_PTRACE", "DAC_READ_SEARCH", "NET_ADMIN", "SYS_BOOT", "BPF", "cap_sys_admin"].map(
    (capability) => create(`the capability ${capability}`, { CapAdd: [capability] }),
  ),
  create("a device", {
    Devices: [{ PathOnHost: "/dev/fuse", PathInContainer: "/dev/fuse", CgroupPermissions: "rwm" }],
  }),
  create("the processes of the engine", { PidMode: "host" }),
  create("the network of the engine", { NetworkMode: "host" }),
  create("the memory segments of the engine", { IpcMode: "host" }),
  create("the cgroups of the engine", { CgroupnsMode: "host" }),
  create("a cgroup beside the engine's", { CgroupParent: "/" }),
  create("no filter of system calls", { SecurityOpt: ["seccomp=unconfined"] }),
  create("no masked paths", { SecurityOpt: ["systempaths=unconfined"] }),
  create("no masked paths, by name", { MaskedPaths: [], ReadonlyPaths: [] }),
  create("a kernel switch", { Sysctls: { "kernel.core_pattern": "|/x" } }),
  create("a kernel switch of memory", { Sysctls: { "vm.panic_on_oom": "1" } }),
  create("the users of the engine", { UsernsMode: "host" }),
  create("the host name of the engine", { UTSMode: "host" }),
  create("no confinement by AppArmor", { SecurityOpt: ["apparmor=unconfined"] }),
  create("no labels of SELinux", { SecurityOpt: ["label=disable"] }),
  create("a place outside of the memory killer's reach", { OomScoreAdj: -1000 }),
  create("a device by its vendor's name", {
    DeviceRequests: [{ Driver: "cdi", DeviceIDs: ["vendor.example/disk=all"] }],
  }),
  create("mounts that come back to the engine", {
    Mounts: [{ Type: "bind", Source: "/", Target: "/host", BindOptions: { Propagation: "rshared" } }],
  }),
  create("devices in a tmpfs", { Tmpfs: { "/run": "exec,dev,suid" } }),
  create("the engine's own connections, as a log that goes to its socket", {
    LogConfig: { Type: "fluentd", Config: { "fluentd-address": "unix:///run/docker.sock" } },
  }),
  create("the engine's own connections, as a log that goes to the host's metadata", {
    LogConfig: { Type: "gelf", Config: { "gelf-address": "tcp://169.254.169.254:80" } },
  }),
  create("another runtime", { Runtime: "io.containerd.runc.v1" }),
  { name: "a volume of the whole root", path: "/v1.41/volumes/create", body: { Name: "x", DriverOpts: volume } },
  ...[
    { type: "cgroup", o: "memory", device: "cgroup" },
    { type: "ext4", device: "/dev/vda" },
    { type: "overlay", device: "overlay", o: "lowerdir=/,upperdir=/tmp/u,workdir=/tmp/w" },
    { type: "nfs", device: ":/", o: "addr=192.0.2.1" },
  ].map((DriverOpts) => ({
    name: `a volume that mounts ${DriverOpts.type}`,
    path: "/v1.41/volumes/create",
    body: { Name: "x", DriverOpts },
  })),
  ...["macvlan", "ipvlan"].map((Driver) => ({
    name: `a network on the wire of the host, by ${Driver}`,
    path: "/v1.41/networks/create",
    body: { Name: "x", Driver, Options: { parent: "eth0" } },
  })),
  {
    name: "a network that takes the engine's own interface",
    path: "/v1.41/networks/create",
    body: { Name: "x", Options: { "com.docker.network.bridge.name": "eth0" } },
  },
  {
    name: "a network with the addresses of the host's metadata",
    path: "/v1.41/networks/create",
    body: { Name: "x", IPAM: { Config: [{ Subnet: "169.254.169.0/24" }] } },
  },
  {
    name: "what the engine can fetch, as an image",
    path: "/v1.41/images/create?fromSrc=http://169.254.169.254/&repo=x",
  },
  { name: "what the engine can fetch, as a build", path: "/v1.41/build?remote=http://169.254.169.254/" },
  { name: "a plugin of its own", path: "/v1.41/plugins/create?name=x" },
  { name: "a service", path: "/v1.41/services/create", body: {} },
  { name: "a plugin", path: "/v1.41/plugins/pull?remote=vieux/sshfs", body: {} as never },
  { name: "a swarm", path: "/v1.41/swarm/init", body: { ListenAddr: "0.0.0.0" } },
  { name: "a build in the engine's network", path: "/v1.41/build?networkmode=host" },
];

/** What a container inside tries on the kernel that it shares with the host: a shell script, and what has to come of it. */
export interface KernelAttack {
  readonly name: string;
  readonly script: string;
  readonly refusal: RegExp;
}

const refused = /Operation not permitted|Permission denied|Read-only file system|nonexistent directory/i;
/** Each line of what it says is a refusal, and there is at least one. */
const allRefused = new RegExp(`^(?:[^\\n]*(?:${refused.source})[^\\n]*\\n)+$`, "i");
const write = (...paths: readonly string[]): string => paths.map((path) => `echo 1 > ${path}`).join("; ");
const mknod = (name: string, node: string): KernelAttack => ({
  name,
  script: `n=$(mktemp -u); mknod $n ${node}; head -c 1 $n; echo x > $n`,
  refusal: allRefused,
});

/** The attacks; `disk` is major and minor number of the host's disk. */
export const kernelAttacks = (disk: string): readonly KernelAttack[] => [
  mknod("the host's disk", `b ${disk}`),
  mknod("a loop device", "b 7 0"),
  mknod("the control of loop devices", "c 10 237"),
  mknod("the host's memory", "c 1 1"),
  mknod("the kernel's log", "c 1 11"),
  mknod("file systems of its own making", "c 10 229"),
  mknod("virtual machines", "c 10 232"),
  {
    name: "a control group's release agent, mounted anew",
    script:
      "mkdir -p /tmp/c; for one in memory rdma misc; do mount -t cgroup -o $one cgroup /tmp/c; done; mount -t cgroup2 none /tmp/c",
    refusal: /^(?:mount: permission denied[^\n]*\n){4}$/,
  },
  {
    name: "a control group's release agent, where it lies",
    script:
      "for one in /sys/fs/cgroup /sys/fs/cgroup/*; do echo 1 > $one/notify_on_release; echo /x > $one/release_agent; done",
    refusal: allRefused,
  },
  {
    name: "a user namespace in which it would be root",
    script: "unshare -U -r -m id",
    refusal: /Operation not permitted/,
  },
  { name: "a mount namespace", script: "unshare -m id", refusal: /Operation not permitted/ },
  { name: "another process's namespaces", script: "nsenter -t 1 -m -n -p id", refusal: /Operation not permitted/ },
  {
    name: "the kernel's switches",
    script: write(
      ...[
        "/proc/sysrq-trigger",
        "/proc/sys/kernel/core_pattern",
        "/proc/sys/kernel/modprobe",
        "/proc/sys/vm/panic_on_oom",
      ],
      ...["/proc/sys/fs/binfmt_misc/register", "/proc/sys/net/ipv4/ip_forward", "/sys/kernel/uevent_helper"],
      ...["/sys/power/state", "/sys/module/kernel/parameters/panic", "/sys/kernel/mm/ksm/run"],
    ),
    refusal: allRefused,
  },
  { name: "the kernel's messages", script: "dmesg", refusal: /Operation not permitted/ },
  {
    name: "the machine's clock and name, its swap, its end",
    script: "date -s 2001-01-01 >/dev/null; hostname x; swapoff /dev/zero; reboot -f",
    refusal: allRefused,
  },
  {
    name: "a kernel module",
    script: "head -c 100 /dev/zero > /tmp/x.ko; insmod /tmp/x.ko",
    refusal: /^insmod: can't insert '\/tmp\/x\.ko': Operation not permitted\n$/,
  },
  {
    name: "the network's interfaces, routes and filters",
    script:
      "ip link add d type dummy; ip link add link eth0 name m type macvlan; ip link set eth0 down; ip route del default",
    refusal: allRefused,
  },
];
