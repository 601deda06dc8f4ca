import type { ContainerInspect, ContainerSummary } from "../../engine/model.ts";
import type { Neighbour } from "./facts.ts";

const project = "com.docker.compose.project";
const service = "com.docker.compose.service";

/** The other containers as a diagnosis needs them; services of the same compose project also by their service name. */
export function neighboursOf(self: ContainerInspect, all: readonly ContainerSummary[]): Neighbour[] {
  const own = self.Config.Labels?.[project];
  return all
    .filter((one) => one.Id !== self.Id)
    .map((one) => {
      const names = (one.Names ?? []).map((name) => name.replace(/^\//, ""));
      const labels = one.Labels ?? {};
      const sibling = own !== undefined && labels[project] === own ? labels[service] : undefined;
      const ports = (one.Ports ?? []).flatMap(({ PublicPort, Type }) =>
        PublicPort === undefined ? [] : [`${PublicPort}/${Type}`],
      );
      return {
        name: names[0] ?? one.Id.slice(0, 12),
        state: one.State,
        aliases: sibling === undefined ? names : [...names, sibling],
        publishes: [...new Set(ports)],
      };
    });
}
