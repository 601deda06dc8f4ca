import { isLoopback } from "../../../kernel/loopback.ts";
import { host, isEverywhere, portText, portsOf, publishedFor, publishedText } from "../address.ts";
import type { Party, Published, ReachFacts } from "../facts.ts";
import type { ReachFinding, Way } from "../finding.ts";
import { nowhere } from "./nowhere.ts";

const unknown: Way = { reachable: "unknown", certainty: "possible", addresses: [], findings: [] };

/** From the host itself into a container. */
export function fromHost(facts: ReachFacts, to: Party): Way {
  const { namespace } = to;
  if (namespace.mode === "unknown") return unknown;
  if (namespace.mode === "none") return nowhere(to);
  if (namespace.mode === "host") {
    const address = `127.0.0.1:${portText(facts.port)} (network mode host)`;
    return { reachable: "yes", certainty: "likely", addresses: [address], findings: [] };
  }
  const published = publishedFor(to, facts.port);
  if (published.length > 0) {
    const addresses = published.slice(0, 3).map((one) => {
      const at = isEverywhere(one.hostAddress) ? "127.0.0.1" : one.hostAddress;
      return `${host(at)}:${one.hostPort} (published ${publishedText(one)})`;
    });
    return { reachable: "yes", certainty: "certain", addresses, findings: [] };
  }
  const attached = namespace.attachments.find(({ address, driver }) => address !== "" && driver === "bridge");
  const ports = portsOf(facts, to);
  const missing = notPublished(to, facts.port, "likely");
  if (attached === undefined) return { reachable: "no", certainty: "likely", addresses: [], findings: [missing] };
  const addresses = (ports.length === 0 ? [undefined] : ports.slice(0, 2)).map(
    (port) =>
      `${host(attached.address)}:${portText(port)} (its own address, on a Linux host only, changes with every start)`,
  );
  return { reachable: "yes", certainty: "likely", addresses, findings: [missing] };
}

/** From beyond the host into a container. */
export function fromOutside(facts: ReachFacts, to: Party): Way {
  const { namespace } = to;
  if (namespace.mode === "unknown") return unknown;
  if (namespace.mode === "none") return nowhere(to);
  if (namespace.mode === "host") {
    const address = `HOST:${portText(facts.port)} (network mode host; where it listens on every interface)`;
    return { reachable: "yes", certainty: "likely", addresses: [address], findings: [] };
  }
  const published = publishedFor(to, facts.port);
  const wide = published.filter(({ hostAddress }) => !isLoopback(hostAddress));
  if (wide.length > 0) {
    const addresses = wide.slice(0, 3).map((one) => {
      const at = isEverywhere(one.hostAddress) ? "HOST" : host(one.hostAddress);
      return `${at}:${one.hostPort} (published ${publishedText(one)}; firewalls before the host are not seen from here)`;
    });
    return { reachable: "yes", certainty: "likely", addresses, findings: [] };
  }
  const onLan = namespace.attachments.find(({ driver }) => driver === "macvlan" || driver === "ipvlan");
  if (onLan !== undefined && onLan.address !== "") {
    const address = `${host(onLan.address)}:${portText(facts.port)} (network ${onLan.network}, ${onLan.driver})`;
    return { reachable: "yes", certainty: "likely", addresses: [address], findings: [] };
  }
  const finding = published.length > 0 ? loopbackOnly(published) : notPublished(to, facts.port, "certain");
  return { reachable: "no", certainty: "certain", addresses: [], findings: [finding] };
}

function loopbackOnly(published: readonly Published[]): ReachFinding {
  return {
    cause: "published_on_loopback",
    certainty: "certain",
    text: "It is published on the host's loopback only; from other machines nobody comes in.",
    evidence: published.slice(0, 2).map((one) => `published ${publishedText(one)}`),
    next: "Put a proxy or a tunnel before it, or create it again with the port on 0.0.0.0 if everybody may come in.",
  };
}

function notPublished(to: Party, port: string | undefined, certainty: ReachFinding["certainty"]): ReachFinding {
  const what = port === undefined ? "No port of it is" : `Its port ${port} is not`;
  const exposed =
    to.exposed.length === 0 ? [] : [`exposed, which publishes nothing: ${to.exposed.slice(0, 4).join(", ")}`];
  const others =
    to.published.length === 0 ? [] : [`published: ${to.published.slice(0, 3).map(publishedText).join(", ")}`];
  return {
    cause: "not_published",
    certainty,
    text: `${what} published on the host.`,
    evidence: [...others, ...exposed],
    next: `Create ${to.name} again with the port published; a running container's ports can't be changed.`,
  };
}
