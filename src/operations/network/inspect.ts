import { z } from "zod";
import { redact } from "../../kernel/redaction.ts";
import { containerTarget } from "../container/view.ts";
import { define } from "../define.ts";
import { fresh } from "../fields/fresh.ts";
import { engineErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { networkOf, networkView, theNetwork } from "./view.ts";

/** Tells all about one network. */
export const networkInspect = define({
  id: "network.inspect",
  summary: "Show one network and the containers that are in it.",
  risk: "read",
  http: { method: "GET", path: "/api/networks/{id}" },
  input: z.strictObject({ id: reference("network"), fresh }),
  output: networkView.extend({
    containers: z
      .array(z.object({ id: z.string(), name: z.string(), ipv4: z.string(), ipv6: z.string(), mac: z.string() }))
      .describe("Running containers in it, with their addresses."),
  }),
  targets: targetById("network"),
  docker: ({ id }) => ["network", "inspect", id],
  deadline: 30_000,
  errors: [...engineErrors, "NETWORK_NOT_FOUND", "REFERENCE_AMBIGUOUS"],
  examples: [{ title: "Inspect a network", input: { id: "bridge" } }],
  async run(context, asked) {
    const { reader } = context.ports;
    const { value, age } = await reader.network(theNetwork(context).id, { fresh: asked.fresh, signal: context.signal });
    context.observed(age);
    const containers = await reader.containers({ all: true, signal: context.signal });
    context.observed(containers.age);
    const visible = new Set(
      containers.value
        .map(containerTarget)
        .filter(context.sees)
        .map(({ id }) => id),
    );
    const inside = Object.entries(value.Containers ?? {}).filter(([id]) => visible.has(id));
    const view = {
      ...networkOf(value),
      containers: inside.map(([id, endpoint]) => ({
        id,
        name: endpoint.Name,
        ipv4: endpoint.IPv4Address,
        ipv6: endpoint.IPv6Address,
        mac: endpoint.MacAddress,
      })),
    };
    return context.revealsSecrets ? view : redact(view);
  },
});
