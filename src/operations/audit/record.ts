import { z } from "zod";
import { targetKinds } from "../../catalogue/target.ts";
import type { RecordView } from "../../catalogue/ports/audit-reader.ts";

/** One record of the audit log, intent and outcome together. */
export const record = z.object({
  id: z.string(),
  sequence: z.number().describe("Number of the record in the log."),
  time: z.string().describe("RFC 3339."),
  kind: z.enum(["call", "refusal", "note"]),
  state: z
    .enum(["done", "failed", "refused", "open", "unknown"])
    .describe("`unknown`: a crash came before the outcome."),
  caller: z
    .object({
      id: z.string(),
      name: z.string(),
      role: z.string(),
      surface: z.string(),
      client: z.string().optional(),
      address: z.string().optional(),
      session: z.string().optional(),
    })
    .optional(),
  operation: z.string().optional(),
  risk: z.string().optional(),
  endpoint: z.string().optional(),
  targets: z.array(z.object({ kind: z.enum(targetKinds), id: z.string(), name: z.string() })).optional(),
  input: z.unknown().optional().describe("What was asked for, secrets masked."),
  decision: z
    .object({
      effect: z.string(),
      rule: z.string(),
      reason: z.string(),
      approval: z.string().optional().describe("The approval that answered an `ask`."),
      answered: z.literal("client").optional().describe("That it was given in the caller's own MCP client."),
    })
    .optional(),
  policy: z.string().optional().describe("Digest of the policy that decided."),
  changes: z.array(z.string()).optional().describe("What the guard changed in the request."),
  code: z.string().optional().describe("Of a refusal: its error code."),
  message: z.string().optional(),
  note: z.string().optional().describe("Of a note: what it is about."),
  detail: z.record(z.string(), z.unknown()).optional(),
  outcome: z
    .object({
      sequence: z.number(),
      time: z.string(),
      ok: z.boolean(),
      code: z.string().optional(),
      message: z.string().optional(),
      duration_ms: z.number().optional(),
      result_digest: z.string().optional().describe("SHA-256 of the answer."),
      ids: z.array(z.string()).optional(),
      bytes: z.number().optional(),
    })
    .optional(),
});

/** A record in the form that is answered. */
export function recordOf(view: RecordView): z.output<typeof record> {
  const { outcome, targets, changes, detail, decision, caller, ...rest } = view;
  return {
    ...rest,
    ...(caller === undefined ? {} : { caller: { ...caller } }),
    ...(decision === undefined ? {} : { decision: { ...decision } }),
    ...(targets === undefined ? {} : { targets: targets.map((target) => ({ ...target })) }),
    ...(changes === undefined ? {} : { changes: [...changes] }),
    ...(detail === undefined ? {} : { detail: { ...detail } }),
    ...(outcome === undefined ? {} : { outcome: outcomeOf(outcome) }),
  };
}

type Outcome = NonNullable<RecordView["outcome"]>;

function outcomeOf({ duration, resultDigest, ids, ...rest }: Outcome): NonNullable<z.output<typeof record>["outcome"]> {
  return {
    ...rest,
    ...(duration === undefined ? {} : { duration_ms: duration }),
    ...(resultDigest === undefined ? {} : { result_digest: resultDigest }),
    ...(ids === undefined ? {} : { ids: [...ids] }),
  };
}
