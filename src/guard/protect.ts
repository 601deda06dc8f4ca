import type { AnyOperation } from "../catalogue/operation.ts";
import type { Risk } from "../catalogue/risk.ts";
import type { Target } from "../catalogue/target.ts";
import { GnosisError } from "../kernel/errors.ts";
import type { GuardParts } from "./parts.ts";

/** A container, image, volume or network with this label set to `true` is changed by nobody through the server. */
export const protectedLabel = "gnosis-docker.protected";

/** Refuses everything but reads on what belongs to the server itself or is protected by its label. */
export function refuseProtected(
  parts: Pick<GuardParts, "isProtected">,
  operation: AnyOperation,
  risk: Risk,
  targets: readonly Target[],
): void {
  if (risk === "read") return;
  for (const target of targets) {
    // Using an image does not change it: only what acts on the image itself is refused.
    if (target.kind === "image" && !operation.id.startsWith("image.")) continue;
    const own = parts.isProtected(target.id);
    if (!own && target.labels[protectedLabel] !== "true") continue;
    const why = own ? "belongs to Gnosis Docker itself" : `has the label ${protectedLabel}=true`;
    throw new GnosisError("PROTECTED", `The ${target.kind} '${target.name}' ${why}: ${operation.id} is refused.`, {
      rule: own ? "protected.self" : "protected.label",
    });
  }
}
