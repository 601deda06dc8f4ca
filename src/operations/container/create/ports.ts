import { z } from "zod";
import type { PortBinding } from "../../../engine/model.ts";

/** The address that ports are published on when none is given: other machines only reach what was published on purpose. */
export const defaultPublishAddress = "127.0.0.1";

/** Port bindings as the engine takes them, by `80/tcp`. */
export type PortBindings = Record<string, PortBinding[]>;

const portNumber = z.int().min(0).max(65_535);
const hostPort = z.union([portNumber, z.string().regex(/^\d{1,5}(-\d{1,5})?$/u)]);
const binding = z.strictObject({
  host_ip: z.string().max(64).optional().describe("Address of the host to publish on; 127.0.0.1 when absent."),
  host_port: hostPort.optional().describe("Port of the host; a free one when absent or 0."),
});
const entry = z.strictObject({
  container_port: portNumber.min(1).describe("Port inside the container."),
  protocol: z.enum(["tcp", "udp", "sctp"]).optional().describe("tcp when absent."),
  ...binding.shape,
});
const target = z.union([portNumber, z.string().max(80), z.null(), binding]);

/** Ports to publish, in every spelling that people use; gives the engine's bindings. */
export const ports = z
  .union([
    z.record(z.string().regex(/^\d{1,5}(\/(tcp|udp|sctp))?$/u), z.union([target, z.array(target)])),
    z.array(z.union([portNumber.min(1), z.string().min(1).max(120), entry])),
  ])
  .transform((given, context): PortBindings => {
    const bindings: PortBindings = {};
    const add = (port: string, to: PortBinding): void => {
      (bindings[port.includes("/") ? port : `${port}/tcp`] ??= []).push(to);
    };
    try {
      if (Array.isArray(given)) for (const item of given) addItem(item, add);
      else for (const [port, to] of Object.entries(given)) for (const one of [to].flat()) add(port, bindingOf(one));
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
    return bindings;
  })
  .describe(
    "Ports to publish: an object of container port (`80`, `53/udp`) to host port, `address:port`, a list of them or null for a free " +
      "one; or a list of `8080:80`, `127.0.0.1:8080:80/udp`. Published on 127.0.0.1 unless an address is given.",
  );

type Add = (port: string, to: PortBinding) => void;

function checkPort(text: string): string {
  if (/^\d{1,5}$/u.test(text) && Number(text) <= 65_535) return String(Number(text));
  throw new Error(`'${text}' is no port; ports go from 1 to 65535`);
}

function range(text: string): readonly [number, number] {
  const [first = "", last = first, more] = text.split("-");
  const pair = [Number(checkPort(first)), Number(checkPort(last))] as const;
  if (more !== undefined || pair[1] < pair[0]) throw new Error(`'${text}' is no range of ports`);
  return pair;
}

/** A range such as `8000-8010` for one container port: the engine takes the first free one. */
const checkHostPort = (text: string): string => (text.includes("-") ? range(text).join("-") : checkPort(text));

function splitAddress(text: string): readonly [string, string] {
  const bracketed = /^\[([0-9a-fA-F:.]+)\]:(.*)$/u.exec(text);
  if (bracketed !== null) return [bracketed[1] ?? "", bracketed[2] ?? ""];
  const at = text.lastIndexOf(":");
  return at < 0 ? [defaultPublishAddress, text] : [text.slice(0, at), text.slice(at + 1)];
}

function bindingOf(given: z.output<typeof target>): PortBinding {
  if (given === null) return { HostIp: defaultPublishAddress, HostPort: "" };
  if (typeof given === "object") {
    const port = given.host_port;
    return {
      HostIp: given.host_ip ?? defaultPublishAddress,
      HostPort: port === undefined || port === 0 ? "" : checkHostPort(String(port)),
    };
  }
  const [address, port] = splitAddress(String(given));
  return { HostIp: address, HostPort: port === "" || port === "0" ? "" : checkHostPort(port) };
}

function addItem(item: number | string | z.output<typeof entry>, add: Add): void {
  if (typeof item === "object") {
    add(`${item.container_port}/${item.protocol ?? "tcp"}`, bindingOf(item));
    return;
  }
  const match = /^(.*?)(?:\/(tcp|udp|sctp))?$/u.exec(String(item));
  const protocol = match?.[2] ?? "tcp";
  const [before, inside] = splitLast(match?.[1] ?? "");
  const [address, host] = before === undefined ? [defaultPublishAddress, ""] : splitAddress(before);
  const [first, last] = range(inside);
  if (last - first > 1000) throw new Error(`'${item}' publishes more than 1000 ports`);
  if (first === 0) throw new Error(`'${item}' has no port inside the container`);
  const hosts = host === "" || first === last ? undefined : range(host);
  if (hosts !== undefined && hosts[1] - hosts[0] !== last - first) {
    throw new Error(`'${item}' has ranges of different lengths`);
  }
  for (let port = first; port <= last; port++) {
    const to = hosts === undefined ? (host === "" ? "" : checkHostPort(host)) : String(hosts[0] + port - first);
    add(`${port}/${protocol}`, { HostIp: address, HostPort: to === "0" ? "" : to });
  }
}

function splitLast(text: string): readonly [string | undefined, string] {
  const at = text.lastIndexOf(":");
  return at < 0 ? [undefined, text] : [text.slice(0, at), text.slice(at + 1)];
}
