import { z } from "zod";
import { setField, type Draft, type Fields } from "../draft.ts";
import { text, whole } from "../values.ts";

/** One published port. */
interface Published {
  readonly inside: string;
  readonly HostIp: string;
  readonly HostPort: string;
}

const protocols = "tcp|udp|sctp";

function range(given: string): readonly [number, number] {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/u.exec(given);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (match === null || last > 65_535 || last < first) throw new Error(`'${given}' is no port and no range of ports`);
  return [first, last];
}

/** `[address:][host port:]port[/protocol]`, with ranges of the same length on both sides. */
function short(given: string): Published[] {
  const [, before = "", inside = "", protocol = "tcp"] =
    new RegExp(`^(?:(.*):)?([\\d-]+)(?:/(${protocols}))?$`, "u").exec(given) ?? [];
  if (inside === "") throw new Error(`'${given}' is no port; write [address:][host port:]port[/protocol]`);
  const [, bracketed, plain, host = ""] = /^(?:\[([\da-fA-F:.]+)\]:|([\d.]+):)?([\d-]*)$/u.exec(before) ?? [];
  if (before !== "" && host === "" && bracketed === undefined && plain === undefined)
    throw new Error(`'${given}' has no address and no port of the host before its colon`);
  const address = bracketed ?? plain ?? "";
  const [first, last] = range(inside);
  if (last - first > 1000) throw new Error(`'${given}' publishes more than 1000 ports`);
  if (first === last) return [{ inside: `${first}/${protocol}`, HostIp: address, HostPort: host === "" ? "" : range(host).filter((port, index, both) => index === 0 || port !== both[0]).join("-") }]; // prettier-ignore
  const hosts = host === "" ? undefined : range(host);
  if (hosts !== undefined && hosts[1] - hosts[0] !== last - first)
    throw new Error(`'${given}' has ranges of different lengths`);
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    inside: `${first + index}/${protocol}`,
    HostIp: address,
    HostPort: hosts === undefined ? "" : String(hosts[0] + index),
  }));
}

const long = z.strictObject({
  target: whole,
  published: text.optional(),
  host_ip: text.optional(),
  protocol: z.enum(["tcp", "udp", "sctp"]).optional(),
  mode: z.enum(["host", "ingress"]).optional(),
});

/** Published ports in both spellings. */
export const ports = z.array(z.union([z.number(), z.string(), long])).transform((given, context) => {
  const published: Published[] = [];
  for (const [index, one] of given.entries()) {
    try {
      if (typeof one !== "object") published.push(...short(String(one)));
      else {
        const { target, published: host = "", host_ip: HostIp = "", protocol = "tcp" } = one;
        if (host !== "") range(host);
        published.push({ inside: `${range(String(target))[0]}/${protocol}`, HostIp, HostPort: host });
      }
    } catch (error) {
      context.addIssue({ code: "custom", path: [index], message: (error as Error).message });
    }
  }
  return published;
});

const expose = (draft: Draft, port: string): void => {
  const exposed = (draft.body["ExposedPorts"] ?? {}) as Fields;
  setField(draft, "ExposedPorts", { ...exposed, [port]: {} });
};

/** Publishes ports as Docker Compose does: on every address where none is given. */
export function putPorts(published: readonly Published[], draft: Draft): void {
  const bindings: Record<string, Fields[]> = {};
  for (const { inside, HostIp, HostPort } of published) {
    expose(draft, inside);
    (bindings[inside] ??= []).push({ HostIp, HostPort });
  }
  if (published.length > 0) setField(draft, "HostConfig.PortBindings", bindings);
}

/** Ports that are told of and not published. */
export const exposed = z.array(text).superRefine((given, context) => {
  for (const [index, port] of given.entries())
    if (!new RegExp(`^\\d{1,5}(?:/(?:${protocols}))?$`, "u").test(port))
      context.addIssue({ code: "custom", path: [index], message: `'${port}' is no port` });
});

export function putExposed(given: readonly string[], draft: Draft): void {
  for (const port of given) expose(draft, port.includes("/") ? port : `${port}/tcp`);
}
