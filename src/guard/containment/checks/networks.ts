import type { Court } from "../court.ts";
import { matchesGlob } from "../../../kernel/patterns.ts";
import { isNeutral } from "../tables/field.ts";
import { listOf, type Check } from "./check.ts";
import { judgeOther } from "./shared-namespaces.ts";

const builtIn = listOf("default bridge none");

/** Judges a network that a container wants to join. */
export async function judgeNetwork(reference: string, field: string, court: Court): Promise<void> {
  if (reference === "" || builtIn.has(reference) || court.profile.level === "privileged") return;
  const network = await court.parts.find("network", reference);
  // By its id, once a container has run: the engine keeps these names for itself.
  if (network !== undefined && builtIn.has(network.name)) return;
  if (network !== undefined && court.parts.mayUse(court.caller, network)) return;
  if (
    network !== undefined &&
    (court.profile.networks ?? []).some((pattern) => matchesGlob(pattern, network.name)) &&
    network.name !== "host"
  )
    return;
  court.never(field, "Networks", `There is no network ${JSON.stringify(reference)} that you may join.`);
}

export const networkMode: Check = async (mode: string, at: string, court: Court) => {
  if (mode === "host") {
    court.host(at, "Host Namespaces", "The host's network may not be used.");
    return undefined;
  }
  if (mode.startsWith("container:")) return `container:${await judgeOther(mode.slice(10), at, court)}`;
  if (mode === "" || builtIn.has(mode)) return undefined;
  const network = await court.parts.find("network", mode);
  if (network?.name === "host") court.host(at, "Host Namespaces", "The host's network may not be used.");
  else await judgeNetwork(mode, at, court);
  return undefined;
};

export const endpoints: Check = async (map: Readonly<Record<string, unknown>>, at: string, court: Court) => {
  for (const name of Object.keys(map)) {
    const field = `${at}[${JSON.stringify(name)}]`;
    if (name === "host" || (await court.parts.find("network", name))?.name === "host")
      court.host(field, "Host Namespaces", "The host's network may not be used.");
    else if (name !== "") await judgeNetwork(name, field, court);
  }
};

export const extraHosts: Check = (list: readonly string[], at: string, court: Court) => {
  for (const [index, entry] of list.entries()) {
    const address = entry.slice(entry.search(/[:=]/) + 1);
    if (!/^(?:host-gateway|127\.[0-9.]+|::1|\[::1\])$/.test(address))
      court.unwanted(`${at}[${index}]`, "Extra Hosts", "A name may only be led to host-gateway or loopback.");
  }
};

export const connected: Check = async (reference: string, at: string, court: Court) => {
  const known =
    court.targets.find((target) => target.kind === "container") ?? (await court.parts.find("container", reference));
  if (known === undefined || (court.profile.level !== "privileged" && !court.parts.mayUse(court.caller, known))) {
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
