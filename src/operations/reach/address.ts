import { type Attachment, type Party, type Published, type ReachFacts } from "./facts.ts";

/** The port's number as it stands in an address, or a word for it where none was asked for. */
export function portText(port: string | undefined): string {
  return port === undefined ? "PORT" : (port.split("/")[0] ?? port);
}

/** `[::1]` for an address of IPv6, so that a port can follow. */
export function host(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

/** The ports that an address may be given with: the one asked for, or those that the target is known to have. */
export function portsOf({ port, probes }: ReachFacts, to: Party): readonly string[] {
  if (port !== undefined) return [port];
  const open = probes.filter(({ outcome }) => outcome === "open").map((one) => one.port);
  if (open.length > 0) return open;
  const shut = new Set(probes.filter(({ outcome }) => outcome === "refused").map((one) => one.port));
  return [...new Set([...to.published.map((one) => one.port), ...to.exposed])].filter((one) => !shut.has(one));
}

/** True for what is bound to every interface. */
export function isEverywhere(address: string): boolean {
  return address === "" || address === "0.0.0.0" || address === "::";
}

/** The published ports that matter: of the port asked for (inside, or on the host), or all. */
export function publishedFor(to: Party, port: string | undefined): readonly Published[] {
  if (port === undefined) return to.published;
  const inside = to.published.filter((one) => one.port === port);
  if (inside.length > 0) return inside;
  const [number, protocol] = port.split("/");
  return to.published.filter((one) => one.hostPort === number && one.port.endsWith(`/${protocol ?? "tcp"}`));
}

/** `127.0.0.1:8080->80/tcp`. */
export function publishedText({ hostAddress, hostPort, port }: Published): string {
  return `${isEverywhere(hostAddress) ? "*" : host(hostAddress)}:${hostPort}->${port}`;
}

/** The networks of one end in a line. */
export function networksText(end: Party): string {
  const guest = end.guestOf === undefined ? "" : ` (that of ${end.guestOf})`;
  const { namespace } = end;
  if (namespace.mode !== "own") return `${end.name}: network mode ${namespace.mode}${guest}`;
  const list = namespace.attachments.map(attachmentText).join(", ");
  return `${end.name}: ${list === "" ? "no network" : list}${guest}`;
}

function attachmentText({ network, address, internal, talks, driver }: Attachment): string {
  const more = [
    ...(driver === "bridge" ? [] : [driver]),
    ...(internal ? ["internal"] : []),
    ...(talks ? [] : ["icc off"]),
  ];
  return `${network}${address === "" ? "" : ` ${address}`}${more.length === 0 ? "" : ` (${more.join(", ")})`}`;
}
