import { ownerLabel } from "../catalogue/owner-label.ts";
import { GnosisError } from "../kernel/errors.ts";
import type { Target } from "../catalogue/target.ts";
import type { Caller } from "./caller/caller.ts";
import type { Finding } from "./containment/containment.ts";
import type { GuardParts } from "./parts.ts";
import type { GuardSide } from "./side.ts";

function denied(findings: readonly Finding[]): GnosisError {
  const [first] = findings;
  return new GnosisError("CONTAINMENT_DENIED", first?.message ?? "The container is not what was judged.", {
    ...(first === undefined ? {} : { where: first.field }),
    extra: { findings },
  });
}

/** Judges what the engine made of a create, before it runs; removes it and throws CONTAINMENT_DENIED when it differs from what was judged. */
export async function lookAtCreated(
  parts: GuardParts,
  side: GuardSide,
  { caller, owner }: { readonly caller: Caller; readonly owner: string | undefined },
  id: string,
): Promise<void> {
  const profile = parts.policy().containment(caller);
  const about = { caller, owner, profile, targets: [] };
  const findings = await side.containment.inspect(await (side.inspectMade ?? side.inspectContainer)(id), about);
  if (findings.length === 0) return;
  await side.removeContainer(id);
  parts.audit.note("parser-differential", { container: id, caller: caller.id, findings });
  throw denied(findings);
}

/**
 * Judges a container before it starts, because its mounts' sources may have changed since it was made: one of the caller's own by the
 * caller's rules, another's by whether its sources lead elsewhere now.
 */
export async function lookBeforeStart(
  parts: GuardParts,
  side: GuardSide,
  caller: Caller,
  target: Target,
  signal?: AbortSignal,
): Promise<void> {
  const owner = target.labels[ownerLabel];
  if (owner === undefined) return;
  const profile = parts.policy().containment(caller);
  const inspect = await side.inspectContainer(target.id, signal);
  if (owner !== caller.id) {
    const moved = (await side.containment.moved?.(inspect)) ?? [];
    if (moved.length > 0) throw denied(moved);
    return;
  }
  const findings = await side.containment.inspect(inspect, { caller, owner, profile, targets: [target] });
  if (findings.length > 0) throw denied(findings);
}
