import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { Target } from "../../catalogue/target.ts";
import type { NetworkInspect } from "../../engine/model.ts";
import type { Ports } from "../ports.ts";

/** What is told of each network. */
export const networkView = z.object({
  id: z.string().describe("The first 12 digits of the id."),
  full_id: z.string().describe("The id in full."),
  name: z.string(),
  driver: z.string(),
  scope: z.string().describe("local, swarm or global."),
  internal: z.boolean().describe("True when it has no way out of the host."),
  attachable: z.boolean(),
  ipv6: z.boolean(),
  subnets: z.array(z.string()),
  created: z.string().describe("RFC 3339."),
  labels: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.string()).describe("Options of its driver."),
});

/** What is told of this network. */
export function networkOf(network: NetworkInspect): z.output<typeof networkView> {
  const ipam = network.IPAM as { readonly Config?: readonly { readonly Subnet?: string }[] | null } | undefined;
  return {
    id: network.Id.slice(0, 12),
    full_id: network.Id,
    name: network.Name,
    driver: network.Driver,
    scope: network.Scope,
    internal: network.Internal,
    attachable: network.Attachable,
    ipv6: network.EnableIPv6,
    subnets: (ipam?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []),
    created: network.Created,
    labels: { ...network.Labels },
    options: { ...network.Options },
  };
}

/** The network as a target, for deciding who may see it. */
export function networkTarget(network: NetworkInspect): Target {
  return { kind: "network", id: network.Id, name: network.Name, labels: network.Labels ?? {} };
}

/** The call's network: the guard has resolved it. */
export function theNetwork(context: OperationContext<Ports>): Target {
  const target = context.targets.find(({ kind }) => kind === "network");
  if (target === undefined) throw new Error("the operation has no network target");
  return target;
}
