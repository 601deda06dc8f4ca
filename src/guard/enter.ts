import type { AnyOperation } from "../catalogue/operation.ts";
import { asGnosisError } from "../kernel/errors.ts";
import { approved } from "./approval/approved.ts";
import type { Intent, OpenRecord } from "./audit/audit-log.ts";
import { type Asked, type Authorised, authorise, refusal } from "./authorise.ts";
import type { Call, EnteringCall } from "./guard.ts";
import type { GuardParts } from "./parts.ts";
import { readInput } from "./read-input.ts";
import { intentOf, recordRefusal, startOutcome } from "./record-call.ts";
import { lookBeforeStart } from "./second-look.ts";

/** Operations after which a container of the caller's own runs: it is looked at before. */
const starts: ReadonlySet<string> = new Set([
  "container.start",
  "container.restart",
  "container.unpause",
  "trash.restore",
]);

/** A call that has been allowed and whose intent is recorded. */
export interface Entered {
  readonly input: unknown;
  readonly authorised: Authorised;
  readonly record: OpenRecord;
  readonly outcome: ReturnType<typeof startOutcome>;
}

/** What a call asks for, from its input as parsed. */
export function askedOf(call: Call, input: unknown): Asked {
  const { operation, caller, signal } = call;
  const targets = (operation.targets ?? []).flatMap((rule) => {
    const reference = rule.reference(input);
    return reference === undefined ? [] : [{ kind: rule.kind, reference, removed: rule.removed === true }];
  });
  return {
    operation,
    caller,
    risk: operation.riskOf?.(input) ?? operation.risk,
    targets,
    ...(operation.body === undefined ? {} : { body: bodyOf(operation.body, input) }),
    ...(signal === undefined ? {} : { signal }),
    ...((input as { readonly purge?: unknown } | null)?.purge === true ? { purge: true } : {}),
  };
}

function bodyOf(body: NonNullable<AnyOperation["body"]>, input: unknown): NonNullable<Asked["body"]> {
  const query = body.query?.(input);
  const { resolve } = body;
  return {
    kind: body.kind,
    value: body.of(input),
    ...(query === undefined ? {} : { query }),
    ...(resolve === undefined
      ? {}
      : {
          resolve: ({ ports }, from) => resolve({ ports, ...from }, input),
        }),
  };
}

/** Records the intent; what a person had approved for it is not spent when it can't be recorded. */
async function intend(parts: GuardParts, intent: Intent, giveBack: (approval?: string) => void): Promise<OpenRecord> {
  try {
    return await parts.audit.intend(intent);
  } catch (thrown) {
    giveBack(intent.decision.approval);
    throw thrown;
  }
}

/**
 * Decides and records: what comes back may run. Whatever is refused on the way is recorded as refused, with the error that the
 * caller gets. `ask` gives the parsed input and what it asks for; it may throw for bad input.
 */
export async function enter(
  parts: GuardParts,
  call: EnteringCall,
  ask: () => { readonly input: unknown; readonly asked: Asked },
): Promise<Entered> {
  const { operation, caller } = call;
  const { coveredBy } = call;
  // What covers a part was spent by the whole, and only once.
  const giveBack = (approval?: string): void => {
    if (approval !== undefined && approval !== coveredBy) parts.approvals?.giveBack(approval);
  };
  let input = call.input;
  let authorised: Authorised | undefined;
  try {
    const said = ask();
    input = said.input;
    const side = parts.side(call.endpoint, operation, caller);
    authorised = await authorise(parts, side, said.asked);
    if (authorised.decision.effect === "ask" && coveredBy !== undefined) {
      authorised = { ...authorised, decision: { ...authorised.decision, approval: coveredBy } };
    } else if (authorised.decision.effect === "ask" && parts.approvals !== undefined) {
      authorised = await approved(parts, parts.approvals, call, said, authorised);
    } else if (authorised.decision.effect !== "allow") throw refusal(authorised.decision, operation);
    // A part of a call that was counted as a whole, such as the start of an exec that was made, counts no more.
    if (coveredBy === undefined && call.continues !== true)
      parts.rates?.count(authorised.policy.rates?.(caller) ?? [], caller, operation, authorised.risk);
    if (starts.has(operation.id)) {
      for (const target of authorised.targets) {
        if (target.kind === "container") await lookBeforeStart(parts, side, caller, target, said.asked.signal);
      }
    }
  } catch (thrown) {
    const error = asGnosisError(thrown);
    giveBack(authorised?.decision.approval);
    const about = { operation: operation.id, caller, endpoint: authorised?.side.name ?? call.endpoint ?? "", input };
    recordRefusal(parts, authorised === undefined ? about : { ...about, authorised }, error);
    throw error;
  }
  const record = await intend(parts, intentOf(operation.id, caller, input, authorised), giveBack);
  return { input, authorised, record, outcome: startOutcome(record) };
}

/** `enter` for an operation of the catalogue: its schema reads the input. */
export function enterCall(parts: GuardParts, call: Call): Promise<Entered> {
  const repeatable = call.upload === undefined && call.operation.run !== undefined;
  return enter(parts, { ...call, repeatable, asGiven: true }, () => {
    const input = readInput(call.operation, call.input);
    return { input, asked: askedOf(call, input) };
  });
}
