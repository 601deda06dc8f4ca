import { portText, publishedText } from "../address.ts";
import type { Party, ReachFacts } from "../facts.ts";
import type { ReachFinding } from "../finding.ts";

/** What is wrong with the port asked for, from what was found by trying it. */
export function portTrouble(facts: ReachFacts, to: Party): ReachFinding[] {
  const { port } = facts;
  if (port === undefined) return [];
  const tried = facts.probes.find((one) => one.port === port)?.outcome;
  if (tried === "open") return [];
  const confused = hostPortInside(facts, to, port, tried === "refused");
  if (confused !== undefined) return [confused];
  if (tried !== "refused") return [];
  const open = facts.probes.filter(({ outcome }) => outcome === "open").map((one) => one.port);
  return [
    {
      cause: "nothing_listens",
      certainty: "certain",
      text: `Nothing in ${to.name} listens on ${port}, or only on its own 127.0.0.1.`,
      evidence: [
        `connection to ${port} at ${to.name}'s address refused`,
        ...(open.length > 0 ? [`open: ${open.join(", ")}`] : []),
        ...(to.exposed.length > 0 ? [`exposed: ${to.exposed.slice(0, 4).join(", ")}`] : []),
      ],
      next:
        open.length > 0
          ? `Use ${open.join(" or ")}, or let the program listen on 0.0.0.0:${portText(port)}.`
          : `Let the program in ${to.name} listen on 0.0.0.0:${portText(port)}; container diagnose ${to.name} tells what it says.`,
    },
  ];
}

/** The port on the host in place of the one inside: right from the host, wrong within a network. */
function hostPortInside(facts: ReachFacts, to: Party, port: string, refused: boolean): ReachFinding | undefined {
  if (facts.from.kind !== "container" || facts.from.namespace.mode === "host") return undefined;
  const inside = to.published.find(
    (one) => one.hostPort === portText(port) && one.port !== port && one.port.split("/")[1] === port.split("/")[1],
  );
  const isDeclared = to.exposed.includes(port) || to.published.some((one) => one.port === port);
  if (inside === undefined || (isDeclared && !refused)) return undefined;
  return {
    cause: "host_port_used_inside",
    certainty: refused ? "certain" : "likely",
    text: `${portText(port)} is ${to.name}'s port on the host; between containers it is ${portText(inside.port)}.`,
    evidence: [`published ${publishedText(inside)}`],
    next: `Use port ${portText(inside.port)} with ${to.name}'s name.`,
  };
}
