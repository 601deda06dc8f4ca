import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CallerView } from "../catalogue/operation.ts";
import type { Caller } from "../guard/caller/caller.ts";
import type { Call, Guard } from "../guard/guard.ts";
import type { Receipt, Receipts } from "../guard/undo/receipts.ts";
import { asGnosisError, GnosisError } from "../kernel/errors.ts";
import type { UndoDesk, UndoneStep, UndoStep, UndoWhat } from "../operations/undo-desk.ts";

/** What the desk works with; the guard comes after the ports that this is one of. */
export interface UndoDeskParts {
  readonly receipts: Receipts;
  readonly guard: () => Guard;
  readonly catalogue: Catalogue;
  /** Ids of a session's records, for sessions that no client named: they are told by the times of their calls. Throws SESSION_NOT_FOUND. */
  readonly recordsOf: (session: string) => readonly string[];
}

/** Takes changes back as calls of their own: an undo can do nothing that its caller could not do. */
export function createUndoDesk({ receipts, guard, catalogue, recordsOf }: UndoDeskParts): UndoDesk {
  const ofSession = (session: string): readonly Receipt[] =>
    /^at-\d+$/.test(session)
      ? recordsOf(session)
          .flatMap((record) => receipts.find(record) ?? [])
          .toSorted((a, b) => b.sequence - a.sequence)
      : receipts.ofSession(session);

  /** Changes of others are an admin's to take back; for everybody else they are not there. */
  const chosen = (caller: CallerView, what: UndoWhat): readonly Receipt[] => {
    const own = (receipt: Receipt): boolean => receipt.caller === caller.id || caller.role === "admin";
    const one = "record" in what ? receipts.find(what.record) : undefined;
    const found = ("record" in what ? (one === undefined ? [] : [one]) : ofSession(what.session)).filter(own);
    if (found.length > 0) return found;
    const about = "record" in what ? `record ${what.record}` : `session ${what.session}`;
    throw new GnosisError("RECEIPT_NOT_FOUND", `There is no change of yours under ${about}.`);
  };

  const callOf = (caller: CallerView, { undoing, endpoint }: Receipt): Call | undefined => {
    if (undoing.kind !== "call") return undefined;
    const operation = catalogue.find(undoing.operation);
    if (operation === undefined) return undefined;
    return { operation, input: undoing.input, caller: caller as Caller, endpoint };
  };

  const plain = ({ record, operation, target, time }: Receipt) => ({ record, operation, target, time });

  const step = async (caller: CallerView, receipt: Receipt): Promise<UndoStep> => {
    const { undoing } = receipt;
    if (receipt.undoneBy !== undefined)
      return { ...plain(receipt), state: "done", summary: `taken back by record ${receipt.undoneBy}` };
    if (undoing.kind === "nothing") return { ...plain(receipt), state: "nothing", summary: "It changed nothing." };
    if (undoing.kind === "none") return { ...plain(receipt), state: "impossible", summary: undoing.reason };
    const call = callOf(caller, receipt);
    try {
      if (call === undefined) throw new GnosisError("NOT_UNDOABLE", `There is no ${undoing.operation} any more.`);
      const { decision } = await guard().preview(call);
      if (decision.effect === "allow") return { ...plain(receipt), state: "ready", summary: undoing.summary };
      return { ...plain(receipt), state: "conflict", summary: decision.reason };
    } catch (thrown) {
      return { ...plain(receipt), state: "conflict", summary: asGnosisError(thrown).message };
    }
  };

  const take = async (caller: CallerView, receipt: Receipt, signal: AbortSignal): Promise<UndoneStep> => {
    const planned = await step(caller, receipt);
    const call = callOf(caller, receipt);
    // A conflict is tried all the same: a step before this one may have taken away what was in its way.
    if (call === undefined || (planned.state !== "ready" && planned.state !== "conflict")) return planned;
    try {
      const { record } = await guard().run({ ...call, signal });
      receipts.undone(receipt.record, record);
      return { ...planned, state: "done", undoneBy: record };
    } catch (thrown) {
      const error = asGnosisError(thrown);
      return { ...planned, state: "conflict", error: `${error.code}: ${error.message}` };
    }
  };

  return {
    plan: (caller, what) => Promise.all(chosen(caller, what).map((receipt) => step(caller, receipt))),
    run: async (caller, what, signal) => {
      const all = chosen(caller, what);
      const steps: UndoneStep[] = [];
      for (const receipt of all) {
        signal.throwIfAborted();
        const taken = await take(caller, receipt, signal);
        steps.push(taken);
        if (taken.error !== undefined) break;
      }
      const [only] = steps;
      if ("record" in what && only !== undefined && only.undoneBy === undefined) {
        throw new GnosisError("NOT_UNDOABLE", only.error ?? only.summary, { extra: { steps } });
      }
      return steps;
    },
  };
}
