import { endName, type End, type Party, type ReachFacts } from "../facts.ts";
import type { ReachFinding } from "../finding.ts";

const isParty = (end: End): end is Party => end.kind === "container";

/** Ends that don't run, or hold still: whatever the networks say, nothing comes through. */
export function state({ from, to }: ReachFacts): ReachFinding[] {
  const ends = [to, from]
    .filter(isParty)
    .filter((one, index, all) => all.findIndex(({ id }) => id === one.id) === index);
  return ends.flatMap((one): ReachFinding[] => {
    if (one.status === "running") return [];
    if (one.status === "paused") {
      return [
        {
          cause: "paused",
          certainty: "certain",
          text: `${one.name} is paused: it takes connections and never answers.`,
          evidence: [`${one.name}: paused`],
          next: `Resume ${one.name}: container unpause ${one.name}.`,
        },
      ];
    }
    return [
      {
        cause: "not_running",
        certainty: "certain",
        text: `${one.name} does not run${one.status === "restarting" ? " just now: it is restarting again and again" : ""}.`,
        evidence: [`${one.name}: ${one.status}`],
        next:
          one.status === "created"
            ? `Start ${one.name}: container start ${one.name}.`
            : `See why it does not run (container diagnose ${one.name}), then start it.`,
      },
    ];
  });
}

/** A target that fails its own health check may refuse for reasons of its own. */
export function health({ to }: ReachFacts): ReachFinding[] {
  if (to.kind !== "container" || to.health !== "unhealthy") return [];
  return [
    {
      cause: "unhealthy",
      certainty: "certain",
      text: `${endName(to)} fails its health check, so it may not answer even where it is reached.`,
      evidence: [],
      next: `See what is wrong with it: container diagnose ${to.name}.`,
    },
  ];
}
