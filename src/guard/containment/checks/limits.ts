import type { Court } from "../court.ts";
import { listOf, type Check } from "./check.ts";

const known = listOf(
  "core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack as",
);

/** A value above the limit is brought down to it; one that says "no limit" too. */
function cap(value: number, most: number | undefined, at: string, court: Court): number | undefined {
  if (most === undefined || court.view === "inspect" || value === 0 || (value > 0 && value <= most)) return undefined;
  court.changed(at);
  return most;
}

export const memory: Check = (bytes: number, at: string, court: Court) =>
  cap(bytes, court.profile.limits?.memory, at, court);

export const memorySwap: Check = (bytes: number, at: string, court: Court) => {
  const most = court.profile.limits?.memory;
  // Memory and swap together; the engine itself gives twice the memory when nothing is said.
  return cap(bytes, most === undefined ? undefined : most * 2, at, court);
};

export const nanoCpus: Check = (nano: number, at: string, court: Court) => {
  const most = court.profile.limits?.cpus;
  return cap(nano, most === undefined ? undefined : Math.round(most * 1e9), at, court);
};

export const cpuQuota: Check = (_quota: number, at: string, court: Court) => {
  if (court.profile.limits?.cpus !== undefined && _quota < 0)
    court.unwanted(at, "Resources", "The processor limit may not be lifted.");
};

export const pids: Check = (count: number, at: string, court: Court) => {
  if (count < 0 && court.view === "request")
    court.unwanted(at, "Resources", "The number of processes may not be unlimited.");
  return cap(count, court.profile.limits?.pids, at, court);
};

interface Ulimit {
  readonly Name?: string | null;
  readonly Soft?: number | null;
  readonly Hard?: number | null;
}

/**
 * The most of a ulimit that puts no process before those of the host. Processes with a real-time priority are held by no limit of the
 * processor; a nice value of 20 is the ordinary one, and a negative number stands for no limit.
 */
const mostPriority: Readonly<Record<string, number>> = { rtprio: 0, nice: 20 };

export const ulimits: Check = (list: readonly Ulimit[], at: string, court: Court) => {
  for (const [index, { Name, Soft, Hard }] of list.entries()) {
    const name = Name ?? "";
    if (!known.has(name)) court.never(`${at}[${index}].Name`, "Resources", `${JSON.stringify(name)} is no ulimit.`);
    const most = mostPriority[name];
    if (most !== undefined && [Soft ?? 0, Hard ?? 0].some((value) => value < 0 || value > most))
      court.host(`${at}[${index}]`, "Resources", `The ulimit ${name} would put processes before those of the host.`);
  }
};

export const restartPolicy: Check = (name: string, at: string, court: Court) => {
  if (!/^(?:|no|always|unless-stopped|on-failure)$/.test(name))
    court.never(at, "Restart Policy", `${JSON.stringify(name)} is no restart policy.`);
};

export const storageOpt: Check = (map: Readonly<Record<string, string>>, at: string, court: Court) => {
  for (const name of Object.keys(map))
    if (name !== "size")
      court.host(`${at}[${JSON.stringify(name)}]`, "Storage Options", `The option ${name} may not be given.`);
};

/**
 * Keeps an update within the limits: no processes at all stand for any number of them, and clients say so when they mean to leave the
 * number as it is; a period alone would change what an older quota means.
 */
export function capUpdate(body: Record<string, unknown>, court: Court): void {
  const { pids: mostProcesses } = court.profile.limits ?? {};
  if (mostProcesses !== undefined && body["PidsLimit"] === 0) {
    body["PidsLimit"] = mostProcesses;
    court.changed("PidsLimit");
  }
  const most = court.profile.limits?.cpus;
  if (most === undefined) return;
  const quota = Number(body["CpuQuota"] ?? 0);
  const period = Number(body["CpuPeriod"] ?? 0);
  if (quota > 0) {
    const allowed = Math.floor(most * (period || 100_000));
    if (quota > allowed) {
      body["CpuQuota"] = allowed;
      court.changed("CpuQuota");
    }
  } else if (period > 0) court.unwanted("CpuPeriod", "Resources", "Say CpuQuota together with CpuPeriod.");
}

/** Writes the profile's limits where a new container has none. */
export function injectLimits(hostConfig: Record<string, unknown>, court: Court): void {
  const limits = court.profile.limits ?? {};
  const unsaid = (name: string): boolean => !hostConfig[name];
  const set = (name: string, value: number): void => {
    hostConfig[name] = value;
    court.changed(`HostConfig.${name}`);
  };
  if (limits.memory !== undefined && unsaid("Memory")) set("Memory", limits.memory);
  if (limits.pids !== undefined && unsaid("PidsLimit")) set("PidsLimit", limits.pids);
  if (limits.cpus === undefined || !unsaid("NanoCpus")) return;
  const quota = Number(hostConfig["CpuQuota"] ?? 0);
  const period = Number(hostConfig["CpuPeriod"] ?? 0) || 100_000;
  if (quota > 0) {
    const most = Math.floor(limits.cpus * period);
    if (quota > most) set("CpuQuota", most);
  } else set("NanoCpus", Math.round(limits.cpus * 1e9));
}
