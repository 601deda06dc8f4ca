import type { ErrorCode } from "../../kernel/error-table.ts";

/** What every operation that asks the engine can fail with. */
export const engineErrors = [
  "INPUT_INVALID",
  "FIELD_UNKNOWN",
  "ENGINE_UNREACHABLE",
  "ENGINE_TIMEOUT",
  "ENGINE_FAILED",
] as const satisfies readonly ErrorCode[];

/** The same for one container. */
export const containerErrors = [
  ...engineErrors,
  "CONTAINER_NOT_FOUND",
  "REFERENCE_AMBIGUOUS",
] as const satisfies readonly ErrorCode[];

/** The same for a change of one container. */
export const containerChangeErrors = [
  ...containerErrors,
  "CONFLICT",
  "ENGINE_REFUSED",
  "PROTECTED",
] as const satisfies readonly ErrorCode[];

/** The same for what takes an archive of images. */
export const imageArchiveErrors = [
  ...engineErrors,
  "CONTAINMENT_DENIED",
  "ENGINE_REFUSED",
  "UPLOAD_MISSING",
  "UPLOAD_BROKEN",
  "BODY_TOO_LARGE",
] as const satisfies readonly ErrorCode[];

/** The same for one image. */
export const imageErrors = [
  ...engineErrors,
  "IMAGE_NOT_FOUND",
  "REFERENCE_AMBIGUOUS",
] as const satisfies readonly ErrorCode[];
