import { z } from "zod";
import { redact } from "../../kernel/redaction.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { labels, namedValues } from "../fields/labels.ts";
import { containerName } from "../fields/names.ts";
import { networkOf, networkView } from "./view.ts";

const address = z.union([z.ipv4(), z.ipv6()]);
const range = z.union([z.cidrv4(), z.cidrv6()]);

const input = z.strictObject({
  name: containerName,
  driver: z.string().min(1).max(200).default("bridge").describe("Network driver."),
  internal: z.boolean().default(false).describe("Gives it no way out of the host."),
  attachable: z.boolean().default(false).describe("For swarm networks: lets single containers join."),
  ipv6: z.boolean().default(false).describe("Gives it IPv6 addresses."),
  subnet: range.optional().describe("Its addresses: `172.30.0.0/24`; chosen by the engine when absent."),
  gateway: address.optional().describe("The gateway's address in it."),
  ip_range: range.optional().describe("The part of it that containers get addresses from."),
  options: namedValues("Options of the driver.").optional(),
  labels: labels.optional(),
});

/** Creates a network. */
export const networkCreate = define({
  id: "network.create",
  summary: "Create a network that containers can join and find each other by name in.",
  risk: "change",
  riskCeiling: "host",
  http: { method: "POST", path: "/api/networks", status: 201, failure: "Failed to create network" },
  input,
  output: z.object({ message: z.string().describe("What was done, for people."), network: networkView }),
  creates: "network",
  body: { kind: "network.create", of: bodyOf },
  deadline: 60_000,
  errors: [...engineErrors, "CONFLICT", "ENGINE_REFUSED", "CONTAINMENT_DENIED"],
  examples: [{ title: "A network without a way out", input: { name: "backend", internal: true } }],
  async run(context, asked) {
    const { engine, reader } = context.ports;
    const { Id: id } = await engine.json<{ Id: string }>("POST", "/networks/create", {
      body: context.body,
      signal: context.signal,
    });
    await reader.changed("network", id);
    const network = networkOf((await reader.network(id, { fresh: true, signal: context.signal })).value);
    return {
      message: `Network ${asked.name} created successfully`,
      network: context.revealsSecrets ? network : redact(network),
    };
  },
});

function bodyOf(asked: z.output<typeof input>): Record<string, unknown> {
  const { subnet, gateway, ip_range: part } = asked;
  const ipam = {
    ...(subnet === undefined ? {} : { Subnet: subnet }),
    ...(gateway === undefined ? {} : { Gateway: gateway }),
    ...(part === undefined ? {} : { IPRange: part }),
  };
  return {
    Name: asked.name,
    Driver: asked.driver,
    // Old engines make a second network of the same name otherwise.
    CheckDuplicate: true,
    Internal: asked.internal,
    Attachable: asked.attachable,
    EnableIPv6: asked.ipv6,
    ...(Object.keys(ipam).length === 0 ? {} : { IPAM: { Config: [ipam] } }),
    ...(asked.options === undefined ? {} : { Options: asked.options }),
    ...(asked.labels === undefined ? {} : { Labels: asked.labels }),
  };
}
