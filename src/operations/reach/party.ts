import type { ContainerInspect, NetworkInspect } from "../../engine/model.ts";
import { plainText } from "../../kernel/plain-text.ts";
import type { Attachment, Namespace, Party, Published } from "./facts.ts";

const project = "com.docker.compose.project";
const service = "com.docker.compose.service";

/** A container as one end: `owner` is the container whose network it lives in, itself unless it is another's guest. */
export function partyOf(
  self: ContainerInspect,
  owner: ContainerInspect | undefined,
  ownerName: string | undefined,
  networks: readonly NetworkInspect[],
): Party {
  const home = owner ?? self;
  const isGuest = self.HostConfig.NetworkMode?.startsWith("container:") === true;
  const health = self.State.Running ? self.State.Health?.Status : undefined;
  const ofProject = self.Config.Labels?.[project];
  return {
    kind: "container",
    id: self.Id,
    name: nameOf(self),
    status: self.State.Paused ? "paused" : self.State.Status,
    namespace: isGuest && owner === undefined ? { mode: "unknown" } : namespaceOf(home, networks),
    published: publishedBy(home),
    exposed: [...new Set([...Object.keys(exposedBy(home)), ...Object.keys(exposedBy(self))])],
    links: linksOf(self),
    hostNames: hostNamesOf(home),
    ...(isGuest ? { guestOf: ownerName ?? self.HostConfig.NetworkMode?.slice("container:".length, 22) ?? "" } : {}),
    ...(health === undefined || health === "none" ? {} : { health }),
    ...(ofProject === undefined ? {} : { project: plainText(ofProject).slice(0, 60) }),
  };
}

/** The container's name without the engine's slash. */
export function nameOf(one: ContainerInspect): string {
  return one.Name.replace(/^\//, "");
}

/** Ports that the image or the creator declared; the server judges nothing by them. */
function exposedBy(one: ContainerInspect): object {
  return (one.Config["ExposedPorts"] as object | null | undefined) ?? {};
}

function namespaceOf(one: ContainerInspect, networks: readonly NetworkInspect[]): Namespace {
  const mode = one.HostConfig.NetworkMode ?? "default";
  if (mode === "host" || mode === "none") return { mode };
  const attachments = Object.entries(one.NetworkSettings.Networks ?? {}).flatMap(([name, endpoint]) => {
    const network =
      networks.find(({ Id }) => Id === endpoint["NetworkID"]) ?? networks.find((known) => known.Name === nameIn(name));
    return network === undefined || network.Driver === "null" ? [] : [attachmentOf(one, network, endpoint)];
  });
  return { mode: "own", owner: one.Id, attachments };
}

/** A container that never ran calls the default bridge `default`. */
const nameIn = (name: string): string => (name === "default" ? "bridge" : name);

function attachmentOf(
  one: ContainerInspect,
  network: NetworkInspect,
  endpoint: Readonly<Record<string, unknown>>,
): Attachment {
  const option = (name: string) => network.Options?.[`com.docker.network.bridge.${name}`];
  const nameless = option("default_bridge") === "true";
  const text = (name: string) => (typeof endpoint[name] === "string" ? endpoint[name] : "");
  return {
    network: network.Name,
    networkId: network.Id,
    driver: network.Driver,
    internal: network.Internal,
    talks: option("enable_icc") !== "false",
    masquerades: option("enable_ip_masquerade") !== "false",
    nameless,
    address: text("IPAddress") || text("GlobalIPv6Address"),
    gateway: text("Gateway") || text("IPv6Gateway"),
    names: nameless ? [] : namesOf(one, endpoint),
  };
}

/** The service's name before the container's own, then further aliases; the short id is no name that people use. */
function namesOf(one: ContainerInspect, endpoint: Readonly<Record<string, unknown>>): string[] {
  const aliases = [endpoint["Aliases"], endpoint["DNSNames"]].flatMap((list) => (Array.isArray(list) ? list : []));
  const known = [nameOf(one), ...aliases].map(String).filter((name) => isName(name) && !one.Id.startsWith(name));
  const ofService = one.Config.Labels?.[service];
  return [...new Set(ofService !== undefined && known.includes(ofService) ? [ofService, ...known] : known)];
}

/** The engine takes any text for an alias; what can't be a host's name helps nobody. */
const isName = (text: string): boolean => /^[\w.-]{1,100}$/.test(text);

/** What is bound now; for a container that does not run, what it asks for. */
function publishedBy(one: ContainerInspect): Published[] {
  const wanted = one.HostConfig["PortBindings"] as ContainerInspect["NetworkSettings"]["Ports"];
  const table = one.State.Running ? one.NetworkSettings.Ports : wanted;
  return Object.entries(table ?? {}).flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp = "", HostPort = "" }) => ({ port, hostAddress: HostIp, hostPort: HostPort })),
  );
}

/** `/db:/web/database`: the container db under the name database. */
function linksOf(one: ContainerInspect): Party["links"] {
  const links = one.HostConfig["Links"];
  return (Array.isArray(links) ? links.map(String) : []).flatMap((link) => {
    const [container = "", alias = ""] = link.split(":");
    const name = alias.split("/").at(-1) ?? "";
    return isName(name) ? [{ container: container.replace(/^\//, ""), alias: name }] : [];
  });
}

function hostNamesOf(one: ContainerInspect): string[] {
  const extra = one.HostConfig["ExtraHosts"];
  return (Array.isArray(extra) ? extra.map(String) : []).flatMap((entry) => {
    const at = entry.indexOf(":");
    const name = entry.slice(0, at);
    return entry.slice(at + 1) === "host-gateway" && isName(name) ? [name] : [];
  });
}
