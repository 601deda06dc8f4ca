import { z } from "zod";
import { risks } from "../../catalogue/risk.ts";
import { targetKinds } from "../../catalogue/target.ts";
import { type ApprovalView, approvalStates } from "../approval-desk.ts";

const who = z.object({ id: z.string(), name: z.string(), role: z.string(), surface: z.string() });

/** What is another in an edited call. */
export const differences = z
  .array(z.object({ field: z.string(), was: z.unknown(), is: z.unknown() }))
  .describe("What differs, field by field; null where one is left out.");

/** What a person is asked to approve, and what became of it. */
export const approval = z.object({
  id: z.string(),
  state: z
    .enum(approvalStates)
    .describe("`changed`: an object was no longer as it had been shown, and a new approval took its place."),
  operation: z.string(),
  summary: z.string().describe("What the operation does."),
  risk: z.enum(risks),
  endpoint: z.string(),
  caller: who.extend({ client: z.string().optional() }).describe("Who asks."),
  targets: z.array(
    z.object({
      kind: z.enum(targetKinds),
      id: z.string(),
      name: z.string(),
      state: z
        .record(z.string(), z.unknown())
        .describe("As it stood when the plan was made; looked at again before it runs."),
    }),
  ),
  input: z.unknown().describe("What was asked for, secrets masked."),
  rule: z.string().describe("The rule of the policy that asks."),
  reason: z.string().describe("Why it asks."),
  claimed_reason: z.string().nullable().describe("What the caller says of why. Nobody has checked it."),
  effects: z.array(z.string()).describe("What would happen."),
  undo: z.string().nullable().describe("What puts it right again; null when nothing does."),
  changed: z.array(z.string()).describe("What has changed since the approval that this one takes the place of."),
  digest: z.string().describe("SHA-256 of the plan: what was shown is what was approved."),
  asked: z.string().describe("RFC 3339."),
  expires: z.string().describe("RFC 3339; without an answer by then it is a no."),
  decided: z.string().nullable(),
  decided_by: who.nullable(),
  verdict: z.enum(["once", "minutes", "deny", "edit"]).nullable(),
  comment: z.string().nullable(),
  until: z.string().nullable().describe("Until when it can be used."),
  uses: z.number().describe("Calls that have run on it."),
  extended: z.string().nullable().describe("When somebody gave it more time, which can be done once. RFC 3339."),
  instead: z
    .object({
      approval: z.string().nullable().describe("What it is made on; null where the policy allows it without."),
      operation: z.string(),
      input: z.unknown().describe("As it has to be made, secrets masked."),
      differs: differences,
    })
    .nullable()
    .describe("Of an `edited` one: the safer call that was approved in its place."),
  edited_from: z.string().nullable().describe("The approval in whose place this one was given."),
  offers: z
    .array(z.object({ operation: z.string(), changes: z.record(z.string(), z.unknown()), says: z.string() }))
    .describe("Safer calls that `approval.edit` could approve in its place; for those who decide."),
  run: z
    .object({
      state: z.enum(["waiting", "running", "done", "failed"]),
      record: z.string().optional(),
      answer: z.unknown().optional().describe("The call's answer; only for who asked."),
      error: z.object({ code: z.string(), message: z.string(), next: z.string().optional() }).optional(),
    })
    .nullable()
    .describe("What came of the call, where the rule lets the server make it (`onApproval: run`)."),
});

/** An approval in the form that is answered. */
export function approvalOf(view: ApprovalView): z.output<typeof approval> {
  const { plan, decidedBy, decided, verdict, comment, until, run, extended, instead, editedFrom, offers, ...rest } =
    view;
  const { claimed, undo, changed, targets, effects, caller, ...said } = plan;
  const { id, name, role, surface, client } = caller;
  return {
    ...rest,
    operation: said.operation,
    summary: said.summary,
    risk: said.risk,
    endpoint: said.endpoint,
    input: said.input,
    rule: said.rule,
    reason: said.reason,
    caller: { id, name, role, surface, ...(client === undefined ? {} : { client }) },
    targets: targets.map((target) => ({ ...target, state: { ...target.state } })),
    claimed_reason: claimed ?? null,
    effects: [...effects],
    undo: undo ?? null,
    changed: [...(changed ?? [])],
    decided: decided ?? null,
    decided_by: decidedBy === undefined ? null : { ...decidedBy },
    verdict: verdict ?? null,
    comment: comment ?? null,
    until: until ?? null,
    extended: extended ?? null,
    instead: instead === undefined ? null : { ...instead, differs: [...instead.differs] },
    edited_from: editedFrom ?? null,
    offers: (offers ?? []).map((offer) => ({ ...offer })),
    run: run ?? null,
  };
}
