import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import type { ApprovalDesk, Freezer } from "../approval-desk.ts";
import type { Ports } from "../ports.ts";

/** The approval that is meant. */
export const approvalId = z
  .string()
  .min(1)
  .max(100)
  .describe("The approval's id, as APPROVAL_REQUIRED and the list give it.");

/** What is told to whoever asked. */
export const comment = z.string().min(1).max(500).optional().describe("A sentence for whoever asked.");

/** What deciding can fail with. */
export const decidingErrors = [
  ...(["INPUT_INVALID", "FIELD_UNKNOWN", "APPROVAL_NOT_FOUND", "FORBIDDEN", "CONFLICT", "STORE_FAILED"] as const),
] as const;

/** What makes another, safer call of one that waits. */
export const editFields = {
  operation: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe("Another operation that comes to less, such as `container.stop` for `container.kill`."),
  changes: z
    .record(z.string().min(1).max(100), z.unknown())
    .default({})
    .describe("Fields of the input with other values; null leaves a field out."),
};

/** What looking at an edit can fail with. */
export const editingErrors = [
  ...decidingErrors,
  ...(["NOT_SAFER", "CONTAINMENT_DENIED", "PROTECTED", "FROZEN", "ENGINE_UNREACHABLE", "ENGINE_TIMEOUT"] as const),
  ...(["CONTAINER_NOT_FOUND", "IMAGE_NOT_FOUND", "VOLUME_NOT_FOUND", "NETWORK_NOT_FOUND"] as const),
] as const;

/** The queue; servers always have one. */
export function desk({ approvals }: Ports): ApprovalDesk {
  if (approvals !== undefined) return approvals;
  throw new GnosisError("INTERNAL", "This server keeps no approvals.");
}

/** What stops changes; servers always have it. */
export function freezer({ freezes }: Ports): Freezer {
  if (freezes !== undefined) return freezes;
  throw new GnosisError("INTERNAL", "This server can't freeze.");
}
