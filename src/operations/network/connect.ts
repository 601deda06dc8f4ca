import { z } from "zod";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import { reference } from "../fields/reference.ts";
import { theContainer } from "../container/act.ts";
import { memberErrors, memberTargets, membership } from "./member.ts";
import { theNetwork } from "./view.ts";

const address = z.union([z.ipv4(), z.ipv6()]);

/** Puts a container into a network. */
export const networkConnect = define({
  id: "network.connect",
  summary: "Put a container into a network.",
  risk: "change",
  riskCeiling: "host",
  http: { method: "POST", path: "/api/networks/{id}/connect", failure: "Failed to connect container" },
  input: z.strictObject({
    id: reference("network"),
    container: reference("container"),
    aliases: z.array(z.string().min(1).max(256)).max(50).optional().describe("Further names in that network."),
    ip: address.optional().describe("Fixed address in that network."),
  }),
  output: membership,
  targets: memberTargets,
  body: {
    kind: "network.connect",
    of: (input) => {
      const { ip } = input;
      const endpoint = {
        ...(input.aliases === undefined ? {} : { Aliases: input.aliases }),
        ...(ip === undefined ? {} : { IPAMConfig: ip.includes(":") ? { IPv6Address: ip } : { IPv4Address: ip } }),
      };
      return {
        Container: input.container,
        ...(Object.keys(endpoint).length === 0 ? {} : { EndpointConfig: endpoint }),
      };
    },
  },
  docker: ({ id, container, aliases, ip }) => [
    ...["network", "connect"],
    ...(aliases ?? []).flatMap((alias) => ["--alias", alias]),
    ...(ip === undefined ? [] : [ip.includes(":") ? "--ip6" : "--ip", ip]),
    ...[id, container],
  ],
  deadline: 60_000,
  errors: [...containerChangeErrors, ...memberErrors],
  examples: [
    { title: "Let a container be found as db", input: { id: "backend", container: "postgres", aliases: ["db"] } },
  ],
  async run(context, input) {
    const network = theNetwork(context);
    const container = theContainer(context);
    await context.ports.engine.json("POST", `/networks/${network.id}/connect`, {
      // The judged body still has the container as it was written; the engine gets the one that was decided on.
      body: { ...context.body, Container: container.id },
      signal: context.signal,
    });
    await context.ports.reader.changed("container", container.id);
    await context.ports.reader.changed("network", network.id);
    const message = `Container ${input.container} connected to ${input.id} successfully`;
    return { message, network: network.name, container: container.name };
  },
});
