import { closest } from "../kernel/closest.ts";
import type { ErrorCode } from "../kernel/error-table.ts";
import { GnosisError } from "../kernel/errors.ts";
import type { TargetKindName } from "./reader.ts";

const codes = {
  container: "CONTAINER_NOT_FOUND",
  image: "IMAGE_NOT_FOUND",
  volume: "VOLUME_NOT_FOUND",
  network: "NETWORK_NOT_FOUND",
} as const satisfies Record<TargetKindName, ErrorCode>;

/** The error for a reference that names nothing, with the closest names that exist. */
export function notFound(kind: TargetKindName, reference: string, names: Iterable<string>): GnosisError {
  const near = closest(reference, names);
  return new GnosisError(codes[kind], `There is no ${kind} ${JSON.stringify(reference.slice(0, 300))}.`, {
    ...(near.length > 0 && { closest: near, next: `Did you mean ${near.join(", ")}?` }),
  });
}

/** The error for a prefix or name that several objects have. */
export function ambiguous(kind: TargetKindName, reference: string): GnosisError {
  return new GnosisError(
    "REFERENCE_AMBIGUOUS",
    `Several ${kind}s begin with ${JSON.stringify(reference.slice(0, 300))}.`,
  );
}

export const isNotFound = (error: unknown, kind: TargetKindName): boolean =>
  error instanceof GnosisError && error.code === codes[kind];
