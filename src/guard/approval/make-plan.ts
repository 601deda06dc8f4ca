import { timelessInput } from "../../catalogue/clock-fields.ts";
import type { AnyOperation } from "../../catalogue/operation.ts";
import type { Target } from "../../catalogue/target.ts";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import type { Replace } from "../../kernel/redaction.ts";
import { formatSize } from "../../kernel/sizes.ts";
import { recordable, recordableText } from "../audit/recordable.ts";
import type { Authorised } from "../authorise.ts";
import type { Caller } from "../caller/caller.ts";
import { recordedCaller } from "../record-call.ts";
import { foretell, inverses } from "../undo/inverse.ts";
import { effectsOf } from "./effects.ts";
import type { Plan } from "./plan.ts";
import { lookAtTargets } from "./target-state.ts";
import { type Used, usesOf } from "./uses.ts";

/** A call that the policy wants to be asked for. */
export interface AskedCall {
  readonly operation: AnyOperation;
  readonly caller: Caller;
  readonly authorised: Authorised;
  /** As it came, and as parsed; unmasked. */
  readonly given: unknown;
  readonly input: unknown;
  /** What the caller says of why. */
  readonly claimed?: string;
  readonly signal?: AbortSignal;
}

/** How the call could be taken back, by the same table as receipts. */
async function foreseen({ operation, authorised, input, signal }: AskedCall): Promise<ReturnType<typeof foretell>> {
  const { side, targets, judged } = authorised;
  const container = targets.find(({ kind }) => kind === "container");
  const look = inverses[operation.id]?.look === "container" && container !== undefined;
  const before = look ? await side.inspectContainer(container.id, signal) : undefined;
  const said = { ...(input as object), ...judged?.body };
  return foretell(operation.id, {
    input: said,
    targets,
    before: before as Readonly<Record<string, unknown>> | undefined,
  });
}

/** What would go with each object, as far as the engine tells in time. */
async function sizesOf({ authorised, signal }: AskedCall): Promise<string[]> {
  const { side, targets } = authorised;
  const said: string[] = [];
  for (const target of targets) {
    const bytes = await side.sizeOf?.(target, signal).catch(() => undefined);
    if (bytes !== undefined) said.push(`The ${target.kind} '${target.name}' holds ${formatSize(bytes)}.`);
  }
  return said;
}

/** A use for whoever approves; of an image the digits that tell one from another of the same name. */
const sayUse = ({ kind, name, is }: Used): string =>
  kind === "image"
    ? `With the image ${name} as it is now (${is.replace(/^sha256:/, "").slice(0, 12)}).`
    : `With the ${kind} ${name} as it is now.`;

const neverAborted = new AbortController().signal;

/** The plan of a call, from what is there now. `replace` masks secrets and keys the digest of the input. */
export async function makePlan(call: AskedCall, replace: Replace): Promise<Plan> {
  const { operation, caller, authorised, given, input, claimed, signal } = call;
  const { decision, judged, risk, side, targets } = authorised;
  const looked = await lookAtTargets(side, targets, signal);
  const sees = (target: Target): boolean =>
    authorised.policy.sees(caller, target, side.name) && side.hides?.(target) !== true;
  // The guarded socket asks in the engine's own terms, which the operation does not know.
  const own =
    caller.surface === "socket"
      ? []
      : ((await operation.effects?.({ ports: side.ports, caller, sees, signal: signal ?? neverAborted }, input)) ?? []);
  const said = timelessInput(operation, given, input) ?? null;
  const uses = await usesOf(side, judged?.body, signal);
  const asked = { input: said, body: judged?.body ?? null, ...(uses.length === 0 ? {} : { uses }) };
  const whole = canonicalJson(JSON.parse(JSON.stringify(asked)));
  return {
    caller: recordedCaller(caller),
    operation: operation.id,
    summary: operation.summary,
    risk,
    endpoint: side.name,
    targets: looked,
    input: recordable(input, replace),
    inputDigest: replace(whole, "input"),
    rule: decision.rule,
    reason: decision.reason,
    ...(claimed === undefined ? {} : { claimed: recordableText(claimed, replace, 500) }),
    ...effectsOf(operation, risk, looked, {
      changes: judged?.changes ?? [],
      own: [...uses.map(sayUse), ...own],
      foretold: await foreseen(call),
      sizes: risk === "destroy" ? await sizesOf(call) : [],
    }),
  };
}
