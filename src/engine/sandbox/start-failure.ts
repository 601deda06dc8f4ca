import { GnosisError } from "../../kernel/errors.ts";

/** One try to start a sandbox's engine that failed, and what may be tried instead. */
export class StartFailure extends Error {
  /** `disk`: another way to limit the disk; `driver`: another storage driver; `never`: nothing that we could change. */
  readonly instead: "disk" | "driver" | "never";
  readonly next: string | undefined;

  constructor(message: string, instead: "disk" | "driver" | "never", next?: string) {
    super(message);
    this.instead = instead;
    this.next = next;
  }
}

/** What lines of the container or words of the host's engine mean. */
const meanings: readonly (readonly [RegExp, "disk" | "driver" | "never", string, string?])[] = [
  [/gnosis-docker: disk: (.*)/, "disk", "The sandbox's disk could not be made: $1."],
  [
    /gnosis-docker: no right to ([^\n]*)/,
    "never",
    "The host gives no right to $1.",
    "Run the server's engine as root on the host itself, not rootless and not in a container without CAP_SYS_ADMIN; see docs/sandboxes.md.",
  ],
  [
    /apply caps|unable to set capabilities/i,
    "never",
    "The host's engine can't give a container CAP_SYS_ADMIN and CAP_NET_ADMIN, which an engine in it needs.",
    "Use an engine that runs as root with all capabilities; see docs/sandboxes.md.",
  ],
  [
    /cgroup namespaces? (?:aren|is|are) ?n[o']t|cgroupns/i,
    "never",
    "The host's engine can't give a container a cgroup namespace of its own.",
    "Use Docker Engine 20.10 or newer on Linux 4.6 or newer.",
  ],
  [
    /seccomp[^\n]*not (?:enabled|supported)/i,
    "never",
    "The host's engine can't filter system calls (seccomp), and without that no sandbox is made.",
  ],
  [/devices?\.allow|device cgroup|device access/i, "disk", "The host gives no loop devices to containers."],
  [
    /exec: "sh"|"sh": executable file not found/i,
    "never",
    "The sandbox's image has no shell.",
    "Use an image with sh, mount, docker and dockerd.",
  ],
  [
    /dockerd: (?:command )?not found/i,
    "never",
    "The sandbox's image has no dockerd.",
    "Use an image with docker and dockerd: docker:dind, or one built with Dockerfile.engine.",
  ],
  [
    /gnosis-docker: network:|failed to start daemon:[^\n]*(?:iptables|NAT chain|network controller)/i,
    "never",
    "The engine inside can't set up its network: iptables fails.",
    "The image needs iptables, and the host's kernel its modules loaded (ip_tables with iptable_nat and iptable_mangle, or nf_tables).",
  ],
];

/** Why a start failed, from what was said. */
export function startFailure(said: string): StartFailure {
  for (const [pattern, instead, message, next] of meanings) {
    const found = pattern.exec(said);
    if (found !== null) return new StartFailure(message.replace("$1", (found[1] ?? "").trim()), instead, next);
  }
  const last = said.trim().split("\n").slice(-3).join(" ").slice(-500);
  return new StartFailure(`It says: ${last === "" ? "nothing" : last}`, "driver");
}

/** The error when nothing is left to try. */
export const notStarted = (failures: readonly StartFailure[]): GnosisError => {
  const last = failures.at(-1);
  return new GnosisError("SANDBOX_FAILED", `The sandbox's engine did not start. ${last?.message ?? ""}`.trim(), {
    ...(last?.next === undefined ? {} : { next: last.next }),
    extra: { tried: failures.map(({ message }) => message) },
  });
};
