import type { Authorised } from "../authorise.ts";
import type { OpenRecord } from "../audit/audit-log.ts";
import type { Caller } from "../caller/caller.ts";
import { inverses, type Undoing } from "./inverse.ts";
import type { Receipt, Receipts } from "./receipts.ts";

/** What a caller is told of how to take a change back. */
export interface ReceiptView {
  /** Id of the record; `undo.run` takes it. */
  readonly record: string;
  /** What an undo would do, or why there is none. */
  readonly undo: string;
  readonly undoable: boolean;
}

/** What receipts are made with. */
export interface ReceiptParts {
  readonly receipts: Receipts;
  /** The engine's inspection of an object as it is now. */
  readonly inspect: (
    endpoint: string,
    kind: "container" | "network",
    id: string,
  ) => Promise<Readonly<Record<string, unknown>>>;
}

/** One change on its way: what was there before it is known, what came of it not yet. */
export interface PendingReceipt {
  readonly keep: (record: OpenRecord, result: unknown) => ReceiptView;
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const viewOf = (record: string, undoing: Undoing): ReceiptView => {
  if (undoing.kind === "call") return { record, undo: undoing.summary, undoable: true };
  return { record, undo: undoing.kind === "none" ? undoing.reason : "It changed nothing.", undoable: false };
};

/** A change that is about to be made. */
export interface Change {
  /** Id of the operation, as the receipt names it. */
  readonly operation: string;
  /** Id of the operation whose inverse takes it back; the same when absent. */
  readonly undoneAs?: string;
  readonly caller: Caller;
  readonly input: unknown;
}

/** Looks at what is there before a change, so that it can be taken back; nothing for what is no change. */
export async function beginReceipt(
  parts: ReceiptParts,
  { operation, undoneAs = operation, caller, input }: Change,
  authorised: Authorised,
): Promise<PendingReceipt | undefined> {
  const inverse = inverses[undoneAs];
  if (inverse === undefined) return undefined;
  const { targets, side } = authorised;
  const looked = targets.find(({ kind }) => kind === inverse.look);
  const before =
    inverse.look === undefined || looked === undefined
      ? undefined
      : await parts.inspect(side.name, inverse.look, looked.id);
  return {
    keep: (record, result) => {
      const undoing = inverse.undo({ input: asObject(input), targets, before, result: asObject(result) });
      const { session } = caller;
      const receipt: Receipt = {
        record: record.id,
        sequence: record.sequence,
        time: Date.now(),
        endpoint: side.name,
        caller: caller.id,
        ...(session === undefined ? {} : { session }),
        operation,
        target: targets[0]?.name ?? "",
        undoing,
      };
      try {
        parts.receipts.keep(receipt);
      } catch {
        // The change has happened and is recorded: that it can't be taken back does not make it fail.
        return { record: record.id, undo: "The receipt could not be kept.", undoable: false };
      }
      return viewOf(record.id, undoing);
    },
  };
}
