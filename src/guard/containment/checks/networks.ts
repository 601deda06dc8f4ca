import type { Target } from "../../../catalogue/target.ts";
import type { Court } from "../court.ts";
import { matchesGlob } from "../../../kernel/patterns.ts";
import { isNeutral } from "../tables/field.ts";
import { listOf, type Check } from "./check.ts";
import { judgeOther } from "./shared-namespaces.ts";

const builtIn = listOf("default bridge none");

/** Whether a container may join a network: the host's is judged where it is asked for. */
function mayJoin(network: Target, court: Court): boolean {
  if (network.name === "host" || builtIn.has(network.name)) return true;
  if (court.profile.level === "privileged" || court.parts.mayUse(court.caller, network)) return true;
  return (court.profile.networks ?? []).some((pattern) => matchesGlob(pattern, network.name));
}

/**
 * Judges a network that a container wants to join, and gives what to send: the beginning of an id becomes the id, because a network
 * that the caller knows nothing of could have it for a name.
 */
export async function judgeNetwork(reference: string, field: string, court: Court): Promise<string> {
  if (reference === "" || builtIn.has(reference)) return reference;
  const network = await court.parts.find("network", reference, (one) => mayJoin(one, court));
  if (reference === "host" || network?.name === "host")
    court.host(field, "Host Namespaces", "The host's network may not be used.");
  if (network !== undefined) {
    if (network.name === reference || network.id === reference) return reference;
    court.changed(field);
    return network.id;
  }
  if (reference !== "host" && court.profile.level !== "privileged")
    court.never(field, "Networks", `There is no network ${JSON.stringify(reference)} that you may join.`);
  return reference;
}

export const networkMode: Check = async (mode: string, at: string, court: Court) => {
  if (mode.startsWith("container:")) return `container:${await judgeOther(mode.slice(10), at, court)}`;
  return judgeNetwork(mode, at, court);
};

export const endpoints: Check = async (map: Readonly<Record<string, unknown>>, at: string, court: Court) => {
  const judged: [string, unknown][] = [];
  for (const [name, settings] of Object.entries(map))
    judged.push([await judgeNetwork(name, `${at}[${JSON.stringify(name)}]`, court), settings]);
  if (new Set(judged.map(([name]) => name)).size < judged.length)
    court.never(at, "Networks", "A network is named twice.");
  return Object.fromEntries(judged);
};

export const extraHosts: Check = (list: readonly string[], at: string, court: Court) => {
  for (const [index, entry] of list.entries()) {
    const address = entry.slice(entry.search(/[:=]/) + 1);
    if (!/^(?:host-gateway|127\.[0-9.]+|::1|\[::1\])$/.test(address))
      court.unwanted(`${at}[${index}]`, "Extra Hosts", "A name may only be led to host-gateway or loopback.");
  }
};

export const connected: Check = async (reference: string, at: string, court: Court) => {
  const usable = (one: Target): boolean =>
    court.profile.level === "privileged" || court.parts.mayUse(court.caller, one);
  const named = court.targets.find((target) => target.kind === "container");
  const known = named === undefined ? await court.parts.find("container", reference, usable) : named;
  if (known === undefined || !usable(known)) {
    court.never(at, "Networks", `There is no container ${JSON.stringify(reference)} that you may connect.`);
    return undefined;
  }
  return known.id;
};

const networkOption =
  /^com\.docker\.network\.(?:bridge\.enable_icc|bridge\.enable_ip_masquerade|driver\.mtu|enable_ipv6|container_iface_prefix)$/;

export const networkOptions: Check = (map: Readonly<Record<string, string>>, at: string, court: Court) => {
  for (const name of Object.keys(map))
    if (!networkOption.test(name))
      court.host(`${at}[${JSON.stringify(name)}]`, "Network Options", `The network option ${name} may not be given.`);
};

interface Ipam {
  readonly Driver?: string | null;
  readonly Options?: unknown;
  readonly Config?: readonly { readonly Subnet?: string | null }[] | null;
}

export const ipam: Check = (value: Ipam, at: string, court: Court) => {
  if (!isNeutral(value.Driver, ["default"]))
    court.host(`${at}.Driver`, "Network Driver", "Addresses come from the default driver.");
  if (!isNeutral(value.Options))
    court.host(`${at}.Options`, "Network Driver", "Options of the address driver may not be given.");
  for (const [index, { Subnet }] of (value.Config ?? []).entries())
    if (!isNeutral(Subnet))
      court.host(
        `${at}.Config[${index}].Subnet`,
        "Network Options",
        "A subnet may not be chosen: it could be one that the host itself is in.",
      );
};
