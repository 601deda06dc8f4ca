import type { Court } from "../court.ts";
import { listOf, type Check } from "./check.ts";

/** What the engine gives every container by default; the Pod Security Standards' baseline lets exactly these be added (and NET_RAW, which Docker also gives). */
const defaultCapabilities = listOf(
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT",
);

/** The sysctls that the Pod Security Standards call safe. */
const safeSysctls = listOf(
  "kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.ip_unprivileged_port_start net.ipv4.tcp_syncookies net.ipv4.ping_group_range net.ipv4.ip_local_reserved_ports net.ipv4.tcp_keepalive_time net.ipv4.tcp_fin_timeout net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes",
);

const safeSecurity = listOf(
  "no-new-privileges no-new-privileges:true no-new-privileges=true apparmor=docker-default apparmor:docker-default",
);

/** Docker's own seccomp profile, unless the engine has been given one of its own that this would take the place of. */
async function isUsualSeccomp(option: string, court: Court): Promise<boolean> {
  if (option !== "seccomp=builtin") return false;
  return ["default", "builtin", undefined].includes((await court.parts.habits?.())?.seccomp);
}

const safeSelinux = /^label[=:]type:container_(?:t|init_t|kvm_t|engine_t)$/;

export const capAdd: Check = (names: readonly string[], at: string, court: Court) => {
  const restricted = court.profile.level === "restricted";
  for (const [index, name] of names.entries()) {
    const plain = name.replace(/^CAP_/, "");
    const safe = restricted ? plain === "NET_BIND_SERVICE" : defaultCapabilities.has(plain);
    if (!safe) court.host(`${at}[${index}]`, "Capabilities", `The capability ${name} may not be added.`);
  }
};

export const capDrop: Check = (names: readonly string[], at: string, court: Court) => {
  if (court.profile.level !== "restricted" || names.includes("ALL")) return undefined;
  if (court.view === "inspect") {
    court.unwanted(at, "Capabilities", "All capabilities must be dropped.");
    return undefined;
  }
  court.changed(at);
  return ["ALL"];
};

export const securityOpt: Check = async (options: readonly string[], at: string, court: Court) => {
  for (const [index, option] of options.entries()) {
    if (safeSecurity.has(option) || safeSelinux.test(option) || (await isUsualSeccomp(option, court))) continue;
    court.host(
      `${at}[${index}]`,
      "Seccomp, AppArmor, SELinux",
      "This security option weakens what keeps the container in.",
    );
  }
  const granted = options.some((option) => /^no-new-privileges(?:[:=]true)?$/.test(option));
  if (court.profile.level !== "restricted" || granted) return undefined;
  if (court.view === "inspect") {
    court.unwanted(at, "Privilege Escalation", "no-new-privileges must be set.");
    return undefined;
  }
  court.changed(at);
  return [...options, "no-new-privileges:true"];
};

export const sysctls: Check = (map: Readonly<Record<string, string>>, at: string, court: Court) => {
  for (const name of Object.keys(map))
    if (!safeSysctls.has(name))
      court.host(`${at}[${JSON.stringify(name)}]`, "Sysctls", `The sysctl ${name} is not a safe one.`);
};

/** The engine's own default may be a stronger one than runc: nobody gets around that by naming runc. */
export const runtime: Check = async (name: string, at: string, court: Court) => {
  if (name === "" || name === ((await court.parts.habits?.())?.runtime ?? "runc")) return;
  court.host(at, "Runtime", `The runtime ${name} may not be chosen.`);
};

const coreMasked = ["/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/timer_list", "/sys/firmware"];
const coreReadonly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

const paths =
  (core: readonly string[]): Check =>
  (list: readonly string[], at: string, court: Court) => {
    // A list replaces the engine's own one, so that an empty one unmasks everything. The engine's own inspect answer names its list.
    if (court.view === "inspect" && core.every((path) => list.includes(path))) return;
    court.host(at, "/proc Mount Type", `${at} may only be left out: a list replaces the engine's own.`);
  };

export const maskedPaths: Check = paths(coreMasked);
export const readonlyPaths: Check = paths(coreReadonly);

export const user: Check = (name: string, at: string, court: Court) => {
  if (court.profile.level !== "restricted" || name === "") return;
  const [uid = "", gid] = name.split(":");
  const notRoot = (id: string): boolean => /^[1-9][0-9]*$/.test(id);
  if (!notRoot(uid) || (gid !== undefined && !notRoot(gid)))
    court.unwanted(at, "Running as Non-root", "The user must be a number other than 0, such as 1000 or 1000:1000.");
};

export const groups: Check = (names: readonly string[], at: string, court: Court) => {
  if (court.profile.level !== "restricted") return;
  for (const [index, name] of names.entries())
    if (!/^[1-9][0-9]*$/.test(name))
      court.unwanted(`${at}[${index}]`, "Running as Non-root", "A group must be a number other than 0.");
};

export const oomScore: Check = (score: number, at: string, court: Court) => {
  if (score < 0) court.host(at, "Resources", "The container may not be kept from the out-of-memory killer.");
};
