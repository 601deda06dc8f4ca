import type { Target, TargetKind } from "../../catalogue/target.ts";
import { closest } from "../../kernel/closest.ts";
import type { ErrorCode } from "../../kernel/error-table.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { isLost } from "../../kernel/lost-engine.ts";
import { matchTarget } from "./match-target.ts";
import type { TargetSource } from "./target-source.ts";

const missing: Readonly<Record<TargetKind, ErrorCode>> = {
  container: "CONTAINER_NOT_FOUND",
  image: "IMAGE_NOT_FOUND",
  volume: "VOLUME_NOT_FOUND",
  network: "NETWORK_NOT_FOUND",
};

/** What resolving needs to know. */
export interface ResolveQuery {
  readonly kind: TargetKind;
  readonly reference: string;
  readonly sees: (target: Target) => boolean;
  readonly signal?: AbortSignal;
  /** For what only reads: while the engine can't be reached, what memory last knew is the answer. */
  readonly lastKnown?: boolean;
}

/**
 * The one object that the caller means, among those that the caller may see: what is out of scope is not found, with the same
 * error as what isn't there. The live state is asked first, the engine when that knows of none.
 */
export async function resolveTarget(source: TargetSource, query: ResolveQuery): Promise<Target> {
  const { kind, reference, sees } = query;
  const known = await source.known?.(kind, reference);
  if (known !== undefined && sees(known)) return known;
  try {
    return await searched(source, query);
  } catch (error) {
    if (query.lastKnown !== true || !isLost(error)) throw error;
    const last = await source.known?.(kind, reference, true);
    if (last !== undefined && sees(last)) return last;
    throw error;
  }
}

async function searched(source: TargetSource, { kind, reference, sees, signal }: ResolveQuery): Promise<Target> {
  let visible: readonly Target[] = [];
  for (const fresh of [false, true]) {
    const all = await source.list(kind, signal === undefined ? { fresh } : { fresh, signal });
    visible = all.filter(sees);
    const found = matchTarget(reference, visible);
    if (found !== undefined) return found;
  }
  throw notFound(kind, reference, visible);
}

/** The error for an object that isn't there, or that the caller must not know of. */
export function notFound(kind: TargetKind, reference: string, visible: readonly Target[]): GnosisError {
  const names = visible.flatMap((target) => target.references ?? [target.name]);
  const title = kind.charAt(0).toUpperCase() + kind.slice(1);
  return new GnosisError(missing[kind], `${title} not found: ${reference}`, { closest: closest(reference, names) });
}
