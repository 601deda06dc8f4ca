import { matchesPort } from "../../../kernel/patterns.ts";
import type { Court } from "../court.ts";
import type { Check } from "./check.ts";
import { imageOf } from "./images.ts";

const control = "Host Ports";
const portKey = /^[0-9]{1,5}(?:-[0-9]{1,5})?(?:\/(?:tcp|udp|sctp))?$/;
const loopback = ["127.0.0.1", "::1"];

interface Binding {
  readonly HostIp?: string | null;
  readonly HostPort?: string | null;
}

/** The address that a port is published on when nothing is said. */
export const defaultAddress = (court: Court): string => court.profile.publishAddresses?.[0] ?? "127.0.0.1";

function judgePort(port: string, field: string, court: Court): void {
  if (port === "" || port === "0") return;
  if (!/^[0-9]{1,5}(?:-[0-9]{1,5})?$/.test(port)) {
    court.never(field, control, `${JSON.stringify(port)} is no port.`);
    return;
  }
  const [low = "0", high = low] = port.split("-");
  const allowed = court.profile.publishPorts ?? ["1024-65535"];
  // Every port of a range must be allowed; ranges are short, since the engine takes 16 bits.
  for (let each = Number(low); each <= Math.min(Number(high), 65_535); each++)
    if (!matchesPort(allowed, each)) {
      court.unwanted(field, control, `The host port ${each} may not be published.`);
      return;
    }
}

function judgeAddress(address: string, field: string, court: Court): string {
  const allowed = court.profile.publishAddresses ?? loopback;
  const open = allowed.includes("0.0.0.0") || allowed.includes("::");
  if (address === "") {
    if (open || court.view === "inspect" || court.profile.level === "privileged") {
      if (!open && court.view === "inspect") court.unwanted(field, control, "The port is published on every address.");
      return address;
    }
    if (allowed.length === 0) court.unwanted(field, control, "This role publishes no ports.");
    court.changed(field);
    return defaultAddress(court);
  }
  const local = allowed === loopback && /^127\.\d+\.\d+\.\d+$/.test(address);
  if (!local && !allowed.includes(address) && !(open && !address.includes("/")))
    court.unwanted(field, control, `Ports may not be published on ${address}.`);
  return address;
}

export const portBindings: Check = (
  map: Readonly<Record<string, readonly Binding[] | null>>,
  at: string,
  court: Court,
) => {
  const out: Record<string, readonly Binding[] | null> = {};
  for (const [key, list] of Object.entries(map)) {
    const field = `${at}[${JSON.stringify(key)}]`;
    if (!portKey.test(key)) court.never(field, control, `${JSON.stringify(key)} is no port.`);
    // No binding at all is read as one to a free port on every address.
    const said = list === null || list.length === 0 ? [{ HostIp: "", HostPort: "" }] : list;
    const judged = said.map((binding, index) => {
      judgePort(binding.HostPort ?? "", `${field}[${index}].HostPort`, court);
      return { ...binding, HostIp: judgeAddress(binding.HostIp ?? "", `${field}[${index}].HostIp`, court) };
    });
    out[key] = court.profile.level === "privileged" ? list : judged;
  }
  return court.view === "inspect" ? undefined : out;
};

export const exposedPorts: Check = (set: Readonly<Record<string, unknown>>, at: string, court: Court) => {
  for (const key of Object.keys(set))
    if (!portKey.test(key)) court.never(`${at}[${JSON.stringify(key)}]`, control, `${JSON.stringify(key)} is no port.`);
};

export const publishAll: Check = (all: boolean, at: string, court: Court) => {
  const open = (court.profile.publishAddresses ?? loopback).some(
    (address) => address === "0.0.0.0" || address === "::",
  );
  // A request's is turned into bindings on the default address afterwards.
  if (all && !open && court.view === "inspect") court.unwanted(at, control, "Ports are published on every address.");
};

/** Turns "publish every exposed port" into bindings on the address that the profile wants. */
export async function spellOutPorts(
  body: Record<string, unknown>,
  hostConfig: Record<string, unknown>,
  court: Court,
): Promise<void> {
  const allowed = court.profile.publishAddresses ?? loopback;
  if (hostConfig["PublishAllPorts"] !== true || court.profile.level === "privileged") return;
  if (allowed.includes("0.0.0.0") || allowed.includes("::")) return;
  const image = await imageOf(body, court);
  const config = image === undefined ? undefined : await court.parts.imageConfig?.(image.id);
  const exposed = {
    ...(config?.["ExposedPorts"] as object | undefined),
    ...(body["ExposedPorts"] as object | undefined),
  };
  const bindings = { ...(hostConfig["PortBindings"] as Record<string, unknown> | null | undefined) };
  for (const port of Object.keys(exposed)) bindings[port] ??= [{ HostIp: defaultAddress(court), HostPort: "" }];
  hostConfig["PublishAllPorts"] = false;
  hostConfig["PortBindings"] = bindings;
  court.changed("HostConfig.PublishAllPorts");
}
