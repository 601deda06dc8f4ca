import { z } from "zod";
import type { TargetRule } from "../../catalogue/target.ts";

/** A container and a network that were brought together or apart. */
export const membership = z.object({
  message: z.string().describe("What was done, for people."),
  network: z.string(),
  container: z.string(),
});

/** The network and the container that the input names. */
export const memberTargets: readonly TargetRule<{ id: string; container: string }>[] = [
  { kind: "network", reference: (input) => input.id },
  { kind: "container", reference: (input) => input.container },
];

/** What can go wrong beside what can with every container. */
export const memberErrors = ["NETWORK_NOT_FOUND", "CONTAINMENT_DENIED"] as const;
