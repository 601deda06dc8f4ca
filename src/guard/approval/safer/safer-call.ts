import type { AnyOperation } from "../../../catalogue/operation.ts";
import type { Edit, EditOffer } from "../../../catalogue/ports/approval-edit.ts";
import { canonicalJson } from "../../../kernel/canonical-json.ts";
import { GnosisError } from "../../../kernel/errors.ts";
import { readInput } from "../../read-input.ts";
import { saferCalls } from "./safer-table.ts";

type Input = Readonly<Record<string, unknown>>;

/** What is offered in place of a call: `given` is its input as it came. */
export function offersFor(operation: AnyOperation, given: unknown): readonly EditOffer[] {
  const safer = saferCalls[operation.id];
  if (safer === undefined) return [];
  const parsed = readInput(operation, given) as Input;
  const fields = Object.entries(safer.fields).flatMap(([field, { offers }]) =>
    (offers?.(parsed[field]) ?? []).map(({ value, says }) => ({
      operation: operation.id,
      changes: { [field]: value ?? null },
      says,
    })),
  );
  const others = (safer.instead ?? []).map(({ operation: other, says }) => ({ operation: other, changes: {}, says }));
  return [...fields, ...others];
}

const notSafer = (message: string, where: string): GnosisError => new GnosisError("NOT_SAFER", message, { where });

/** A field left out where the change says null. */
function changed(base: Input, changes: Edit["changes"]): Input {
  const all = Object.entries({ ...base, ...changes });
  return Object.fromEntries(all.filter(([, value]) => value !== null && value !== undefined));
}

/**
 * The call that an edit makes of another. Throws NOT_SAFER for what the table does not call narrower, and INPUT_INVALID or FIELD_UNKNOWN
 * for what is no call at all.
 */
export function saferCall(
  find: (id: string) => AnyOperation | undefined,
  operation: AnyOperation,
  given: unknown,
  edit: Edit,
): { readonly operation: AnyOperation; readonly input: Input } {
  const own = (given ?? {}) as Input;
  const wanted = edit.operation ?? operation.id;
  const instead = saferCalls[operation.id]?.instead?.find((one) => one.operation === wanted);
  const other = wanted === operation.id ? operation : find(wanted);
  if (other === undefined || (other !== operation && instead === undefined))
    throw notSafer(`${wanted} can't be approved in place of ${operation.id}.`, "/operation");
  const base = instead === undefined ? own : Object.fromEntries(instead.takes.map((field) => [field, own[field]]));
  const input = changed(base, edit.changes);
  const [was, is] = [readInput(other, changed(base, {})) as Input, readInput(other, input) as Input];
  const moved = Object.keys(edit.changes).filter(
    (field) => canonicalJson(base[field] ?? null) !== canonicalJson(input[field] ?? null),
  );
  for (const field of moved) {
    const rule = saferCalls[other.id]?.fields[field];
    if (rule === undefined)
      throw notSafer(
        `'${field}' of ${other.id} can't be changed: nobody can tell what would be safer.`,
        `/changes/${field}`,
      );
    if (!rule.narrower(was[field], is[field]))
      throw notSafer(`'${field}' would not ask for less than the call does.`, `/changes/${field}`);
  }
  if (moved.length === 0 && other === operation)
    throw notSafer("Nothing is changed by this: approve the call itself.", "/changes");
  return { operation: other, input };
}
