import type { Certainty } from "../diagnosis/finding.ts";
import { networksText } from "./address.ts";
import { endName, type Party, type ReachFacts } from "./facts.ts";
import type { ReachFinding, Reachable, ReachVerdict, Way } from "./finding.ts";
import { between } from "./rules/between.ts";
import { fromHost, fromOutside } from "./rules/into.ts";
import { toHost, toOutside } from "./rules/out.ts";
import { portTrouble } from "./rules/port.ts";
import { health, state } from "./rules/state.ts";

/** Judges whether the one end reaches the other, and what stands between them. */
export function judgeReach(facts: ReachFacts): ReachVerdict {
  const way = wayOf(facts);
  const still = state(facts);
  const target = facts.to.kind === "container" ? facts.to : undefined;
  // A port can only be judged where there is a way to it.
  const port = target === undefined || way.reachable === "no" || still.length > 0 ? [] : portTrouble(facts, target);
  const { reachable, certainty } = outcome(facts, way, still, port);
  const findings = [...still, ...(way.reachable === "yes" ? [...port, ...way.findings] : [...way.findings, ...port])];
  return {
    reachable,
    certainty,
    summary: summaryOf(facts, reachable, certainty),
    evidence: evidenceOf(facts),
    addresses: reachable === "no" && still.length === 0 ? [] : way.addresses,
    findings: [...findings, ...health(facts)].slice(0, 3),
  };
}

function wayOf(facts: ReachFacts): Way {
  const { from, to } = facts;
  if (from.kind === "container" && to.kind === "container") return between(facts, from, to);
  if (from.kind === "container") return to.kind === "host" ? toHost(facts, from) : toOutside(facts, from);
  if (to.kind === "container") return from.kind === "host" ? fromHost(facts, to) : fromOutside(facts, to);
  return { reachable: "unknown", certainty: "possible", addresses: [], findings: [] };
}

function outcome(
  facts: ReachFacts,
  way: Way,
  still: readonly ReachFinding[],
  port: readonly ReachFinding[],
): { readonly reachable: Reachable; readonly certainty: Certainty } {
  if (still.length > 0) return { reachable: "no", certainty: "certain" };
  if (way.reachable === "no" || way.reachable === "unknown") return way;
  const [trouble] = port;
  if (trouble !== undefined) return { reachable: "no", certainty: trouble.certainty };
  const open = facts.probes.some(({ outcome: tried, port: one }) => tried === "open" && (facts.port ?? one) === one);
  // Without a port that answered, a way is all that is known.
  if (facts.to.kind === "container" && way.reachable === "yes" && !open) return { ...way, certainty: "likely" };
  return way;
}

function summaryOf(facts: ReachFacts, reachable: Reachable, certainty: Certainty): string {
  const [from, to] = [endName(facts.from), endName(facts.to)];
  const on = facts.port === undefined ? "" : ` on ${facts.port}`;
  const tried = facts.probes.find((one) => facts.port === undefined || one.port === facts.port);
  const unseen = tried === undefined || tried.outcome === "unknown" ? "; whether anything listens was not seen" : "";
  switch (reachable) {
    case "yes":
      return `${from} can reach ${to}${on}${certainty === "certain" || facts.to.kind !== "container" ? "" : unseen}.`;
    case "through_host":
      return `${from} can't reach ${to} straight, but by the port that it publishes on the host.`;
    case "no":
      return `${from} can't reach ${to}${on}.`;
    case "unknown":
      return `Whether ${from} reaches ${to}${on} can't be told from here.`;
  }
}

function evidenceOf({ from, to, probes }: ReachFacts): string[] {
  const ends = [from, to].filter((one): one is Party => one.kind === "container");
  const unique = ends.filter((one, index) => ends.findIndex(({ id }) => id === one.id) === index);
  const tried = probes.filter(({ outcome: came }) => came !== "unknown");
  return [
    ...unique.map(networksText),
    ...(tried.length === 0 ? [] : [`tried: ${tried.map((one) => `${one.port} ${one.outcome}`).join(", ")}`]),
  ];
}
