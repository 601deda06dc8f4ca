import { isLoopback } from "../../../kernel/loopback.ts";
import { host, portText, portsOf, publishedFor, publishedText } from "../address.ts";
import type { Attachment, Party, ReachFacts } from "../facts.ts";
import type { ReachFinding, Way } from "../finding.ts";
import { fromHost } from "./into.ts";
import { nowhere } from "./nowhere.ts";
import { toHost } from "./out.ts";

/** From one container to another. */
export function between(facts: ReachFacts, from: Party, to: Party): Way {
  const [there, here] = [to.namespace, from.namespace];
  if (here.mode === "unknown" || there.mode === "unknown")
    return { reachable: "unknown", certainty: "possible", addresses: [], findings: [] };
  if (here.mode === "none" || there.mode === "none") return nowhere(here.mode === "none" ? from : to);
  if (sameNamespace(from, to)) {
    return {
      reachable: "yes",
      certainty: "certain",
      addresses: loopbackAddresses(facts, to),
      findings: [],
    };
  }
  if (there.mode === "host") return toHost({ ...facts, publishers: [] }, from);
  if (here.mode === "host") return fromHost(facts, to);
  const shared = there.attachments.flatMap((one) => {
    const mine = here.attachments.find(({ networkId }) => networkId === one.networkId);
    return mine === undefined ? [] : [one];
  });
  if (shared.length === 0) return apart(facts, from, to);
  const open = shared.filter(({ talks }) => talks);
  const linked = from.links.find(({ container }) => container === to.name);
  if (open.length === 0 && linked === undefined) return isolated(facts, from, to, shared);
  return together(facts, to, open.length === 0 ? shared : open, linked?.alias);
}

function sameNamespace(from: Party, to: Party): boolean {
  if (from.namespace.mode === "host") return to.namespace.mode === "host";
  return from.namespace.mode === "own" && to.namespace.mode === "own" && from.namespace.owner === to.namespace.owner;
}

function loopbackAddresses(facts: ReachFacts, to: Party): string[] {
  const ports = portsOf(facts, to);
  return (ports.length === 0 ? [undefined] : ports.slice(0, 3)).map(
    (port) => `127.0.0.1:${portText(port)} (the same network namespace)`,
  );
}

function together(facts: ReachFacts, to: Party, shared: readonly Attachment[], alias: string | undefined): Way {
  const ports = portsOf(facts, to);
  const listed = ports.length === 0 ? [undefined] : ports.slice(0, 3);
  const addresses = shared.slice(0, 2).flatMap((one) => {
    const name = one.names[0] ?? alias;
    return listed.map((port) => {
      const known = name ?? (one.address === "" ? "ADDRESS" : host(one.address));
      return `${known}:${portText(port)} (network ${one.network})`;
    });
  });
  const named = alias !== undefined || shared.some(({ nameless }) => !nameless);
  return {
    reachable: "yes",
    certainty: "certain",
    addresses,
    findings: [...(named ? [] : [noNames(shared)]), ...namesakes(facts)],
  };
}

function noNames(shared: readonly Attachment[]): ReachFinding {
  return {
    cause: "no_names",
    certainty: "certain",
    text: "The default bridge has no DNS: names of containers don't resolve there, only addresses, which change with every start.",
    evidence: [`the only shared network is ${shared[0]?.network ?? "bridge"}`],
    next: "Put both into a network of their own; there each is found by its name.",
  };
}

function namesakes({ namesakes: others }: ReachFacts): ReachFinding[] {
  const [first] = others;
  if (first === undefined) return [];
  return [
    {
      cause: "shared_name",
      certainty: "certain",
      text: `The name ${first.name} stands for more than one container in ${first.network}, so that connections go to any of them.`,
      evidence: others.slice(0, 3).map((one) => `${one.container} is called ${one.name} in ${one.network} too`),
      next: "Use the container's own name, or give it an alias that nobody else has.",
    },
  ];
}

function isolated(facts: ReachFacts, from: Party, to: Party, shared: readonly Attachment[]): Way {
  const [network] = shared;
  const finding: ReachFinding = {
    cause: "containers_isolated",
    certainty: "certain",
    text: `Containers in ${network?.network ?? "their network"} may not talk to each other.`,
    evidence: [`${network?.network ?? "network"} has enable_icc=false`],
    next: "Connect both to another network: network connect NETWORK CONTAINER.",
  };
  return detour(facts, from, to, [finding]);
}

function apart(facts: ReachFacts, from: Party, to: Party): Way {
  const own = (one: Party) => (one.namespace.mode === "own" ? one.namespace.attachments : []);
  const meeting = own(to).find(({ nameless }) => !nameless) ?? own(from).find(({ nameless }) => !nameless);
  const mover = meeting === undefined || own(to).includes(meeting) ? from : to;
  const projects =
    from.project !== undefined && to.project !== undefined && from.project !== to.project
      ? [`different compose projects: ${from.project} and ${to.project}, each with networks of its own`]
      : [];
  const finding: ReachFinding = {
    cause: "no_shared_network",
    certainty: "certain",
    text: `${from.name} and ${to.name} share no network, and the engine keeps networks apart.`,
    evidence: projects,
    next:
      meeting === undefined
        ? "Make a network and connect both to it: network create NAME, then network connect NAME CONTAINER."
        : `Connect ${mover.name}: network connect ${meeting.network} ${mover.name}${projects.length === 0 ? "" : ", or name it as an external network in the compose file"}.`,
  };
  return detour(facts, from, to, [finding]);
}

/** The way by a port that the target publishes on the host, where there is one; a network without a way out has none. */
function detour(facts: ReachFacts, from: Party, to: Party, findings: readonly ReachFinding[]): Way {
  const published = publishedFor(to, facts.port);
  const usable = published.filter(({ hostAddress }) => !isLoopback(hostAddress));
  const gateways = from.namespace.mode === "own" ? from.namespace.attachments.filter((one) => !one.internal) : [];
  const gateway = from.hostNames[0] ?? gateways.find((one) => one.gateway !== "")?.gateway;
  if (usable.length > 0 && gateway !== undefined) {
    const addresses = usable
      .slice(0, 2)
      .map((one) => `${host(gateway)}:${one.hostPort} (published on the host as ${publishedText(one)})`);
    return { reachable: "through_host", certainty: "likely", addresses, findings };
  }
  const loopback: ReachFinding[] =
    published.length > 0 && usable.length === 0
      ? [
          {
            cause: "published_on_loopback",
            certainty: "certain",
            text: "The port it publishes is bound to the host's loopback, where containers can't come in either.",
            evidence: published.slice(0, 2).map((one) => `published ${publishedText(one)}`),
            next: "Use a shared network instead of the published port.",
          },
        ]
      : [];
  return { reachable: "no", certainty: "certain", addresses: [], findings: [...findings, ...loopback] };
}
