import type { ErrorCode } from "../../kernel/error-table.ts";
import { engineErrors } from "../fields/errors.ts";

/** What everything about one stack can fail with. */
export const stackErrors = [...engineErrors, "STACK_NOT_FOUND", "ENGINE_LACKS"] as const satisfies readonly ErrorCode[];

/** The same for what reads a version of its document. */
export const versionErrors = [
  ...stackErrors,
  "STACK_VERSION_NOT_FOUND",
  "STORE_FAILED",
] as const satisfies readonly ErrorCode[];

/** What the steps of a stack can fail with. */
export const stepErrors = [
  "STACK_INVALID",
  "CONFLICT",
  "ENGINE_REFUSED",
  "CONTAINMENT_DENIED",
  "FORBIDDEN",
  "APPROVAL_REQUIRED",
  "PROTECTED",
  "CONTAINER_NOT_FOUND",
  "IMAGE_NOT_FOUND",
  "NETWORK_NOT_FOUND",
  "VOLUME_NOT_FOUND",
] as const satisfies readonly ErrorCode[];
