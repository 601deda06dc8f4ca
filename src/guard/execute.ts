import type { AnyOperation, OperationContext } from "../catalogue/operation.ts";
import { GnosisError } from "../kernel/errors.ts";
import { flatten } from "../kernel/flatten.ts";
import { jsonDigest } from "../kernel/lasting-json.ts";
import { admit } from "./admit.ts";
import { authorise } from "./authorise.ts";
import { counted } from "./counted.ts";
import { startDeadline } from "./deadline.ts";
import { askedOf, enterCall } from "./enter.ts";
import type { Call, Guard } from "./guard.ts";
import { operationContext } from "./operation-context.ts";
import type { GuardParts } from "./parts.ts";
import { beginReceipt } from "./undo/keep-receipt.ts";
import { readInput } from "./read-input.ts";
import { lookAtCreated } from "./second-look.ts";
import { stopSignal } from "./stop-signal.ts";
import { errorWithoutUnseen, withoutUnseen } from "./unseen.ts";

type Items = AsyncGenerator<unknown, unknown, void>;
type Batches = AsyncGenerator<readonly unknown[], unknown, void>;

/** Makes the one gate that every surface calls. Nothing else runs an operation. */
export function createGuard(parts: GuardParts): Guard {
  return {
    run: (call) => run(parts, call),
    stream: async (call) => {
      const { record, batches } = await stream(parts, call);
      return { record, items: flatten(batches) };
    },
    batches: (call) => stream(parts, call),
    download: (call) => download(parts, call),
    admit: (admission) => admit(parts, admission),
    preview: async (call) => {
      const asked = askedOf(call, readInput(call.operation, call.input));
      const { decision, risk, targets, judged } = await authorise(
        parts,
        parts.side(call.endpoint, call.operation, call.caller),
        asked,
      );
      return { decision, risk, targets, changes: judged?.changes ?? [] };
    },
    plan: (call) => plan(parts, call),
    withoutUnseen: (caller, endpoint, text) =>
      withoutUnseen(parts, parts.side(endpoint, undefined, caller), caller, text),
    secondLook: (caller, endpoint, id) =>
      lookAtCreated(parts, parts.side(endpoint, undefined, caller), { caller, owner: caller.id }, id),
    mayEver: (caller, operation) => parts.policy().mayEver(caller, operation),
    sees: (caller, target, endpoint) =>
      parts.policy().sees(caller, target, endpoint) && parts.side(endpoint, undefined, caller).hides?.(target) !== true,
    inScope: (caller, target, endpoint) => parts.policy().sees(caller, target, endpoint),
  };
}

async function plan(parts: GuardParts, call: Call): ReturnType<Guard["plan"]> {
  const { operation, caller, reason } = call;
  if (parts.approvals === undefined) throw new GnosisError("INTERNAL", "This server keeps no approvals.");
  const input = readInput(operation, call.input);
  const authorised = await authorise(parts, parts.side(call.endpoint, operation, caller), askedOf(call, input));
  const claimed = reason === undefined ? {} : { claimed: reason };
  const asked = { operation, caller, authorised, given: call.input, input, ...claimed };
  return { decision: authorised.decision, plan: await parts.approvals.planOf(asked) };
}

async function run(parts: GuardParts, call: Call): ReturnType<Guard["run"]> {
  const { operation } = call;
  const { input, authorised, record, outcome } = await enterCall(parts, call);
  // What lasts ends when its caller is frozen; a short call that has begun finishes.
  const frozen = operation.stream === undefined ? undefined : stopSignal(parts, call.caller, authorised, outcome);
  const deadline = startDeadline(operation.deadline, anyOf(call.signal, frozen));
  const about = { signal: deadline.signal, record: record.id };
  const { context, age, accounted, settle } = operationContext(parts, call, authorised, about);
  try {
    const pending =
      parts.receipts &&
      (await beginReceipt(parts.receipts, { operation: operation.id, caller: call.caller, input }, authorised));
    const value = await answer(operation, context, input);
    frozen?.throwIfAborted();
    if (parts.checksAnswers) checkAnswer(operation, value);
    settle();
    outcome.succeeded({ resultDigest: jsonDigest(value), ...accounted() });
    const seen = age();
    const receipt = pending?.keep(record, value);
    return {
      record: record.id,
      value,
      ...(seen === undefined ? {} : { age: seen }),
      ...(receipt === undefined ? {} : { receipt }),
    };
  } catch (thrown) {
    if (frozen?.aborted === true) throw outcome.failed(frozen.reason);
    if (call.signal?.aborted === true) {
      throw outcome.failed(
        new GnosisError("CLIENT_GONE", "The client went away before the answer.", { cause: thrown }),
      );
    }
    const error = outcome.failed(deadline.explain(thrown));
    throw await errorWithoutUnseen(parts, authorised.side, call.caller, error);
  } finally {
    settle();
    deadline.clear();
  }
}

async function stream(parts: GuardParts, call: Call): ReturnType<Guard["batches"]> {
  const { operation } = call;
  if (operation.stream === undefined) {
    throw new GnosisError("NOT_ACCEPTABLE", `${operation.id} has no stream.`, { next: "Ask for application/json." });
  }
  const { input, authorised, record, outcome } = await enterCall(parts, call);
  const stop = new AbortController();
  const frozen = stopSignal(parts, call.caller, authorised, outcome);
  const signal = anyOf(stop.signal, parts.stopping, call.signal, frozen);
  const deadline = startDeadline(operation.deadline, signal);
  const about = { signal: deadline.signal, record: record.id };
  const { context, accounted, settle } = operationContext(parts, call, authorised, about);
  const source = batchesOf(operation, context, input);
  async function* batches(): Batches {
    let count = 0;
    try {
      for (;;) {
        // Not every source looks whether it was broken off before it waits for the next item.
        signal.throwIfAborted();
        const next = await source.next();
        // Some sources end quietly when they are broken off: what a freeze has cut short must not pass for whole.
        frozen?.throwIfAborted();
        if (next.done === true) return next.value;
        count += next.value.length;
        yield next.value;
      }
    } catch (thrown) {
      // A reader who goes away ends the engine's request with an error that is nobody's.
      settle();
      if (call.signal?.aborted === true)
        outcome.succeeded({ message: `${count} items, left by the reader`, ...accounted() });
      const ended = [parts.stopping, frozen].find((one) => one?.aborted === true);
      throw outcome.failed(ended === undefined ? deadline.explain(thrown) : ended.reason, accounted());
    } finally {
      // Reached too when the reader leaves early: then the engine's request ends, and the call has gone well.
      stop.abort();
      deadline.clear();
      await source.return(undefined).catch(() => undefined);
      settle();
      outcome.succeeded({ message: `${count} items`, ...accounted() });
    }
  }
  return { record: record.id, batches: batches() };
}

async function download(parts: GuardParts, call: Call): ReturnType<Guard["download"]> {
  const { operation } = call;
  if (operation.download === undefined) {
    throw new GnosisError("NOT_ACCEPTABLE", `${operation.id} has no file to give.`, {
      next: "Ask for application/json.",
    });
  }
  const { input, authorised, record, outcome } = await enterCall(parts, call);
  const frozen = stopSignal(parts, call.caller, authorised, outcome);
  const deadline = startDeadline("none", anyOf(call.signal, frozen));
  try {
    const about = { signal: deadline.signal, record: record.id };
    const { context } = operationContext(parts, call, authorised, about);
    const file = await operation.download(context, input);
    const bytes = counted(file.bytes, (count, error) => {
      deadline.clear();
      if (error === undefined) outcome.succeeded({ bytes: count });
      else outcome.failed(error);
    });
    return { record: record.id, download: { ...file, bytes } };
  } catch (thrown) {
    deadline.clear();
    throw outcome.failed(thrown);
  }
}

/** The items as they come together: many at a time where the operation can, else each alone. */
function batchesOf(operation: AnyOperation, context: OperationContext<unknown>, input: unknown): Batches {
  if (operation.batches !== undefined) return operation.batches(context, input) as Batches;
  return singly(operation.stream?.(context, input) as Items);
}

async function* singly(items: Items): Batches {
  try {
    for (;;) {
      const next = await items.next();
      if (next.done === true) return next.value;
      yield [next.value];
    }
  } finally {
    await items.return(undefined);
  }
}

/** A signal that fires with the first of those that there are. */
function anyOf(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}

/** The answer in one piece: what `run` gives, or what `stream` returns at its end. */
async function answer(operation: AnyOperation, context: OperationContext<unknown>, input: unknown): Promise<unknown> {
  if (operation.run !== undefined) return operation.run(context, input);
  if (operation.stream === undefined) {
    throw new GnosisError("NOT_ACCEPTABLE", `${operation.id} answers with a file.`, { next: "Ask for any type: */*." });
  }
  const source = operation.stream(context, input) as Items;
  for (;;) {
    const next = await source.next();
    if (next.done === true) return next.value;
  }
}

function checkAnswer(operation: AnyOperation, value: unknown): void {
  const result = operation.output.safeParse(value);
  if (result.success) return;
  throw new GnosisError("INTERNAL", `${operation.id} gave an answer that its schema does not know.`, {
    internal: result.error.message,
  });
}
