import { seccompProfile } from "./seccomp-profile.ts";
import { diskDirectory, startScript } from "./start-script.ts";

/** Label of everything that belongs to a sandbox: its id. */
export const sandboxLabel = "gnosis-docker.sandbox";
/** Label with the id of the server that made it, and with the moment (RFC 3339) at which it ends. */
export const sandboxServerLabel = "gnosis-docker.sandbox.server";
export const sandboxEndLabel = "gnosis-docker.sandbox.ends";

/** Ways to limit a sandbox's disk: a file system of that size in a file, or a look every two seconds. */
export const diskKinds = ["image", "watch"] as const;
export type DiskKind = (typeof diskKinds)[number];

/** Storage drivers of the engine inside, in the order in which they are tried. */
export const storageDrivers = ["overlay2", "fuse-overlayfs", "vfs"] as const;
export type StorageDriver = (typeof storageDrivers)[number];

/** Everything that differs from one sandbox's container to the next. */
export interface SandboxPlan {
  readonly id: string;
  readonly name: string;
  readonly server: string;
  readonly image: string;
  /** Bytes, for the engine and all that runs inside; there is no swap beyond it. */
  readonly memory: number;
  readonly cpus: number;
  readonly pids: number;
  /** Bytes. */
  readonly disk: number;
  readonly diskKind: DiskKind;
  readonly driver: StorageDriver;
  /** Name of the host's network; `none` has no connection at all. */
  readonly network: string;
  /** Seconds until it ends by itself. */
  readonly seconds: number;
  readonly ends: Date;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What an engine needs to run containers: mounting, networking, and becoming other users. No module, no raw device, no clock, no tracing. */
const capabilities = [
  ...["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW"],
  ...["SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT", "SYS_ADMIN", "NET_ADMIN"],
];

/** The kernel's switches stay read-only; those of the container's own network (/proc/sys/net) must be written. */
const readonlyPaths = [
  ...["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sysrq-trigger"],
  ...["kernel", "vm", "fs", "dev", "abi", "debug", "user", "sunrpc"].map((part) => `/proc/sys/${part}`),
];

/** The name of a sandbox's container. */
export const containerNameOf = ({ id }: Pick<SandboxPlan, "id">): string => `gnosis-docker-${id.replace("_", "-")}`;

/** The body of the create request: a fixed form in which only a plan's checked values are filled in. */
export function sandboxBody(plan: SandboxPlan): Readonly<Record<string, unknown>> {
  return {
    Image: plan.image,
    Hostname: plan.name.slice(0, 63),
    Entrypoint: ["sh", "-c", startScript],
    Cmd: [],
    User: "0:0",
    WorkingDir: "/",
    Env: [
      `SANDBOX_ID=${plan.id}`,
      `SANDBOX_DRIVER=${plan.driver}`,
      `SANDBOX_DISK=${plan.disk}`,
      `SANDBOX_DISK_KIND=${plan.diskKind}`,
      `SANDBOX_SECONDS=${plan.seconds}`,
    ],
    Labels: {
      ...plan.labels,
      [sandboxLabel]: plan.id,
      [sandboxServerLabel]: plan.server,
      [sandboxEndLabel]: plan.ends.toISOString(),
      // Nobody gets into it, stops it or removes it through the server but by the sandbox operations.
      "gnosis-docker.protected": "true",
    },
    Healthcheck: { Test: ["NONE"] },
    Volumes: { [diskDirectory]: {} },
    StopSignal: "SIGTERM",
    HostConfig: {
      // Whatever ends it, the host's engine then removes it and its volume, also when no server is there.
      AutoRemove: true,
      CapDrop: ["ALL"],
      CapAdd: capabilities,
      SecurityOpt: [`seccomp=${JSON.stringify(seccompProfile)}`, "apparmor=unconfined"],
      ReadonlyPaths: readonlyPaths,
      CgroupnsMode: "private",
      IpcMode: "private",
      DeviceCgroupRules: plan.diskKind === "image" ? ["b 7:* rwm", "c 10:237 rwm"] : [],
      Devices:
        plan.driver === "fuse-overlayfs"
          ? [{ PathOnHost: "/dev/fuse", PathInContainer: "/dev/fuse", CgroupPermissions: "rwm" }]
          : [],
      Sysctls: plan.network === "none" ? {} : { "net.ipv4.ip_forward": "1" },
      Tmpfs: { "/run": "rw,nosuid,nodev,mode=755" },
      NetworkMode: plan.network,
      Memory: plan.memory,
      MemorySwap: plan.memory,
      NanoCpus: Math.round(plan.cpus * 1e9),
      PidsLimit: plan.pids,
      LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "2" } },
    },
  };
}
