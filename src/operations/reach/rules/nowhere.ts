import type { Party } from "../facts.ts";
import type { Way } from "../finding.ts";

/** One end has no network at all. */
export function nowhere({ name }: Party): Way {
  return {
    reachable: "no",
    certainty: "certain",
    addresses: [],
    findings: [
      {
        cause: "no_network",
        certainty: "certain",
        text: `${name} has network mode none: nothing but its own loopback.`,
        evidence: [],
        next: `Create it again in a network, or move it: network disconnect none ${name}, then network connect NETWORK ${name}.`,
      },
    ],
  };
}
