import { isLoopback } from "../../../kernel/loopback.ts";
import { host, isEverywhere, portText, publishedText } from "../address.ts";
import type { Attachment, Party, ReachFacts } from "../facts.ts";
import type { ReachFinding, Way } from "../finding.ts";
import { nowhere } from "./nowhere.ts";

const unknown: Way = { reachable: "unknown", certainty: "possible", addresses: [], findings: [] };

/** From a container to something that listens on the host itself, or by a port that is published there. */
export function toHost(facts: ReachFacts, from: Party): Way {
  const { namespace } = from;
  const port = portText(facts.port);
  if (namespace.mode === "unknown") return unknown;
  if (namespace.mode === "none") return nowhere(from);
  if (namespace.mode === "host") {
    return {
      reachable: "yes",
      certainty: "certain",
      addresses: [`127.0.0.1:${port} (network mode host)`],
      findings: [],
    };
  }
  const outward = namespace.attachments.filter((one) => !one.internal && one.gateway !== "");
  if (outward.length === 0) return sealed(from, namespace.attachments);
  const loopback = facts.publishers.filter(({ hostAddress }) => isLoopback(hostAddress));
  const wide = facts.publishers.filter(({ hostAddress }) => !isLoopback(hostAddress));
  if (loopback.length > 0 && wide.length === 0) return onLoopback(loopback);
  const special = wide.find(({ hostAddress }) => !isEverywhere(hostAddress))?.hostAddress;
  const names = special === undefined ? [...from.hostNames, outward[0]?.gateway ?? ""] : [special];
  return {
    reachable: "yes",
    certainty: "likely",
    addresses: names
      .slice(0, 2)
      .map((name) => `${host(name)}:${port} (the host; what listens only on its 127.0.0.1 is not reached)`),
    findings: [],
  };
}

function onLoopback(publishers: ReachFacts["publishers"]): Way {
  const [first] = publishers;
  const finding: ReachFinding = {
    cause: "published_on_loopback",
    certainty: "certain",
    text: `${first?.container ?? "The container"} publishes the port on the host's loopback only; containers come in by the gateway.`,
    evidence: publishers.slice(0, 2).map((one) => `${one.container} publishes ${publishedText(one)}`),
    next: `Put both into one network and use ${first?.container ?? "its name"}:${first?.port.split("/")[0] ?? ""}, or publish on the gateway's address.`,
  };
  return { reachable: "no", certainty: "certain", addresses: [], findings: [finding] };
}

/** From a container to the world beyond the host. */
export function toOutside(_: ReachFacts, from: Party): Way {
  const { namespace } = from;
  if (namespace.mode === "unknown") return unknown;
  if (namespace.mode === "none") return nowhere(from);
  if (namespace.mode === "host") return { reachable: "yes", certainty: "likely", addresses: [], findings: [] };
  const outward = namespace.attachments.filter((one) => !one.internal);
  if (outward.length === 0) return sealed(from, namespace.attachments);
  if (outward.every((one) => one.driver === "bridge" && !one.masquerades)) {
    const finding: ReachFinding = {
      cause: "no_masquerade",
      certainty: "likely",
      text: "What leaves keeps the container's own address, to which nobody outside can answer.",
      evidence: outward.slice(0, 2).map((one) => `${one.network} has enable_ip_masquerade=false`),
      next: "Connect it to a network with masquerading, or let a router know the network's addresses.",
    };
    return { reachable: "no", certainty: "likely", addresses: [], findings: [finding] };
  }
  return { reachable: "yes", certainty: "likely", addresses: [], findings: [] };
}

function sealed(from: Party, attachments: readonly Attachment[]): Way {
  if (attachments.length === 0) return nowhere(from);
  // Where it never ran there are no gateways yet; that alone seals nothing.
  if (attachments.some(({ internal }) => !internal)) return { ...unknown, certainty: "likely" };
  const names = attachments.map(({ network }) => network).join(", ");
  const finding: ReachFinding = {
    cause: "internal_network",
    certainty: "certain",
    text: `All networks of ${from.name} are internal: there is no way out of them.`,
    evidence: [`internal: ${names}`],
    next: `Connect it to a network that isn't internal too: network connect NETWORK ${from.name}.`,
  };
  return { reachable: "no", certainty: "certain", addresses: [], findings: [finding] };
}
