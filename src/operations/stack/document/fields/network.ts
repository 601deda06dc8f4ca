import { z } from "zod";
import { setField, type Draft, type Fields, type Joined } from "../draft.ts";
import { field, type ServiceField } from "../service-field.ts";
import { named, text, whole, words } from "../values.ts";
import { exposed, ports, putExposed, putPorts } from "./ports.ts";

const joining = z.union([
  z.null(),
  z.strictObject({
    aliases: words.optional(),
    ipv4_address: z.ipv4().optional(),
    ipv6_address: z.ipv6().optional(),
    link_local_ips: words.optional(),
    driver_opts: named.optional(),
    priority: whole.optional(),
  }),
]);

const networks = z.union([words, z.record(z.string(), joining)]);

function joinedOf(given: z.output<typeof networks>): Joined[] {
  const entries = Array.isArray(given) ? given.map((name) => [name, null] as const) : Object.entries(given);
  return entries
    .map(([network, said]): Joined => {
      const {
        aliases = [],
        ipv4_address: v4,
        ipv6_address: v6,
        link_local_ips: local,
        driver_opts: options,
        priority = 0,
      } = said ?? {};
      const address: Fields = {
        ...(v4 === undefined ? {} : { IPv4Address: v4 }),
        ...(v6 === undefined ? {} : { IPv6Address: v6 }),
        ...(local === undefined ? {} : { LinkLocalIPs: local }),
      };
      const settings = {
        ...(Object.keys(address).length === 0 ? {} : { IPAMConfig: address }),
        ...(options === undefined ? {} : { DriverOpts: options }),
      };
      return { network, aliases, settings, priority };
    })
    .toSorted((left, right) => right.priority - left.priority || (left.network < right.network ? -1 : 1));
}

/** `name:address`, `name=address`, or keys; gives the engine's list. */
const hosts = z
  .union([words, z.record(z.string(), z.union([text, words]))])
  .transform((given) =>
    Array.isArray(given)
      ? given.map((entry) => entry.replace(/^([^:=]+)[:=]/u, "$1:"))
      : Object.entries(given).flatMap(([name, to]) => [to].flat().map((address) => `${name}:${address}`)),
  );

/** How it is reached, and what it reaches. */
export const networkFields: Readonly<Record<string, ServiceField>> = {
  networks: field("NetworkingConfig.EndpointsConfig", networks, (given, draft: Draft) => {
    draft.joined = joinedOf(given);
  }),
  network_mode: field("HostConfig.NetworkMode", text, (given, draft) => {
    draft.joined = [];
    setField(draft, "HostConfig.NetworkMode", given);
  }),
  ports: field("HostConfig.PortBindings, ExposedPorts", ports, putPorts),
  expose: field("ExposedPorts", exposed, putExposed),
  extra_hosts: field("HostConfig.ExtraHosts", hosts),
  mac_address: field("MacAddress", text),
};
