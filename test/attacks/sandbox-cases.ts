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
  create("another runtime", { Runtime: "io.containerd.runc.v1" }),
  { name: "a volume of the whole root", path: "/v1.41/volumes/create", body: { Name: "x", DriverOpts: volume } },
  { name: "a plugin", path: "/v1.41/plugins/pull?remote=vieux/sshfs", body: {} as never },
  { name: "a swarm", path: "/v1.41/swarm/init", body: { ListenAddr: "0.0.0.0" } },
  { name: "a build in the engine's network", path: "/v1.41/build?networkmode=host" },
];
