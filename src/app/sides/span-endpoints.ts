import type { AnyOperation } from "../../catalogue/operation.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import type { Call, Guard } from "../../guard/guard.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import { isLost } from "../../kernel/lost-engine.ts";
import { actsOnEngine } from "./choose-side.ts";

/** What a call names to mean every engine; no engine may have this name. */
export const everyEndpoint = "all";

type Answer = Awaited<ReturnType<Guard["run"]>>;
type Row = Readonly<Record<string, unknown>>;

const spans = (operation: AnyOperation): boolean =>
  operation.risk === "read" && /\.(list|search)$/.test(operation.id) && actsOnEngine(operation);

const listOf = (value: unknown): string | undefined =>
  Object.entries(value as Row).find(
    ([, member]) => Array.isArray(member) && member.every((one) => typeof one === "object"),
  )?.[0];

/** One answer of several: rows with their engine's name, sums, and which engines could not be asked. */
function merge(
  answers: readonly { readonly name: string; readonly answer: Answer }[],
  unreachable: readonly Row[],
): Answer {
  const [first] = answers;
  if (first === undefined)
    throw new GnosisError("ENGINE_UNREACHABLE", "None of the engines could be asked.", { extra: { unreachable } });
  const key = answers.map(({ answer }) => listOf(answer.value)).find((name) => name !== undefined) ?? "items";
  const rows = answers.flatMap(({ name, answer }) =>
    (((answer.value as Row)[key] ?? []) as readonly Row[]).map((row) => ({ ...row, endpoint: name })),
  );
  const oldest = answers
    .map(({ answer }) => answer.age)
    .reduce((a, b) => (a !== undefined && b !== undefined && b.asOf < a.asOf ? b : a));
  return {
    ...first.answer,
    ...(oldest === undefined ? {} : { age: oldest }),
    value: { ...(first.answer.value as Row), [key]: rows, total: rows.length, unreachable },
  };
}

/** The guard, taking `endpoint: "all"` for lists: each engine is asked in a call of its own, with its own record. */
export function spanEndpoints(guard: Guard, namesFor: (caller: Caller) => readonly string[]): Guard {
  const runOnAll = async (call: Call): Promise<Answer> => {
    const answers: { name: string; answer: Answer }[] = [];
    const unreachable: Row[] = [];
    const denied: GnosisError[] = [];
    const names = namesFor(call.caller);
    await Promise.all(
      names.map(async (name) => {
        try {
          answers.push({ name, answer: await guard.run({ ...call, endpoint: name }) });
        } catch (thrown) {
          const error = asGnosisError(thrown);
          // An engine out of the caller's scope looks as if it weren't there, and a lost one affects only itself.
          if (error.code === "FORBIDDEN") denied.push(error);
          else if (!isLost(error)) throw thrown;
          else unreachable.push({ endpoint: name, code: error.code, message: error.message });
        }
      }),
    );
    const [refusal] = denied;
    if (answers.length === 0 && unreachable.length === 0 && refusal !== undefined) throw refusal;
    return merge(
      answers.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name)),
      unreachable,
    );
  };
  return {
    ...guard,
    run: (call) => (call.endpoint === everyEndpoint && spans(call.operation) ? runOnAll(call) : guard.run(call)),
  };
}
