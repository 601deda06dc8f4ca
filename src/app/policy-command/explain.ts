import { readFileSync } from "node:fs";
import type { AnyOperation } from "../../catalogue/operation.ts";
import { targetKinds, type TargetKind } from "../../catalogue/target.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import { explain, type Explanation } from "../../guard/policy/explain.ts";
import { readPolicyText, type LoadedPolicy } from "../../guard/policy/load-policy.ts";
import { containmentOnPaper } from "../../guard/policy/on-paper.ts";
import type { Decision } from "../../guard/policy/policy.ts";
import { outcomesOf, type Outcome } from "../../guard/policy/suppose.ts";
import { closest } from "../../kernel/closest.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { usageError } from "../../surfaces/cli/failure.ts";
import type { Terminal } from "../../surfaces/cli/terminal.ts";
import { policyVocabulary } from "../policy-vocabulary.ts";
import { askServer, flag, policyWithoutServer, type Loaded, type Told } from "./told.ts";

const usage =
  "Usage: gnosis-docker policy explain --as ROLE OPERATION [TARGET|BODY.json] [--kind KIND] [--policy FILE]";

interface Asked {
  readonly as: string;
  readonly operation: string;
  readonly target?: string;
  readonly kind?: TargetKind;
  readonly body?: Readonly<Record<string, unknown>>;
}

function readBody(file: string): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GnosisError("INPUT_INVALID", `The body ${file} can't be read as JSON: ${why}.`, {
      where: file,
      next: 'Write the body that the Docker Engine API takes, such as {"Image": "busybox"}.',
      cause,
    });
  }
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new GnosisError("INPUT_INVALID", `The body ${file} is no object.`, { where: file });
}

function askedOf(words: readonly string[], loaded: Loaded): Asked {
  const [operation, object, extra] = words;
  const as = flag(loaded, "as");
  const kind = flag(loaded, "kind");
  if (as === undefined) throw usageError("The role is missing: --as ROLE.", usage);
  if (operation === undefined) throw usageError("The operation is missing.", usage);
  if (extra !== undefined) throw usageError(`'${extra}' is one argument too many.`, usage);
  const known = targetKinds.find((each) => each === kind);
  if (kind !== undefined && known === undefined)
    throw usageError(
      `There is no kind '${kind}'.`,
      `Use one of ${targetKinds.join(", ")}.`,
      closest(kind, targetKinds),
    );
  return {
    ...{ as, operation },
    ...(object === undefined ? {} : object.endsWith(".json") ? { body: readBody(object) } : { target: object }),
    ...(known === undefined ? {} : { kind: known }),
  };
}

const at = (source: Decision["source"]): string => (source === undefined ? "" : `  ${source.file}:${source.line}`);

/** A decision and what comes with it, as lines. */
function linesOf(explained: Explanation): string[] {
  const { effect, hidden, rule, source, reason, help, findings, changes } = explained;
  return [
    `${effect}${hidden === true ? " (looks as if it weren't there)" : ""}`,
    `  rule    ${rule}${at(source)}`,
    `  reason  ${reason}`,
    ...(help === undefined ? [] : [`  help    ${help}`]),
    ...findings.map(({ field, control, message }) => `  ${field} (${control}): ${message}`),
    ...changes.map((field) => `  would be set: ${field}`),
  ];
}

const codeOf = (effect: string): number => (effect === "allow" ? exitCodes.ok : exitCodes.denied);

/** `policy explain`: by the running server, which knows the objects; without one by the file alone, saying what that can't know. */
export async function explainCall(words: readonly string[], loaded: Loaded, terminal: Terminal): Promise<Told> {
  const asked = askedOf(words, loaded);
  const file = flag(loaded, "policy");
  const asking = await askServer(
    "/api/policy/explain",
    { ...asked, ...(file === undefined ? {} : { policy: readPolicyText(file) }) },
    loaded,
    terminal,
  );
  if ("without" in asking) return explainOnPaper(asked, loaded, asking.without);
  const explained = asking.answer as unknown as Explanation;
  // The server was given a text, and calls it by no name of a file here.
  const named = file !== undefined && explained.source?.file === "policy";
  const shown = named ? { ...explained, source: { file, line: explained.source.line } } : explained;
  return { lines: linesOf(shown), json: shown, code: codeOf(shown.effect) };
}

function operationOf(id: string): AnyOperation {
  const found = policyVocabulary.find(id);
  if (found !== undefined) return found;
  const ids = policyVocabulary.operations.map((each) => each.id);
  throw usageError(
    `There is no operation '${id}'.`,
    "An id is a noun and a verb with a dot; 'gnosis-docker --help' lists them.",
    closest(id, ids),
  );
}

function checkRole(policy: LoadedPolicy, role: string, from: string): void {
  if (policy.roles.has(role)) return;
  const names = [...policy.roles.keys()];
  const place = from === "the built-in roles" ? "Among the built-in roles" : `In ${from}`;
  const [guess] = closest(role, names, 1);
  throw usageError(
    `${place} there is no role '${role}'${guess === undefined ? "." : `; did you mean '${guess}'?`}`,
    `There are ${names.join(", ")}. Another policy is named with --policy FILE.`,
  );
}

async function explainOnPaper(asked: Asked, loaded: Loaded, without: string): Promise<Told> {
  const { policy, from } = policyWithoutServer(loaded);
  checkRole(policy, asked.as, from);
  const operation = operationOf(asked.operation);
  const caller: Caller = { id: "explained", name: "explained", role: asked.as, surface: "server" };
  const base = { policy, operation, caller, endpoint: "default", isProtected: () => false };
  const why = `${without} Decided from ${from} alone.`;
  if (asked.target === undefined) {
    const unknown = [
      ...(asked.body === undefined
        ? []
        : [
            "what the body names (networks, volumes, containers) is taken as if it weren't there, host paths by their text",
          ]),
      ...(asked.body === undefined && operation.body !== undefined
        ? ["containment judges a body: give one as BODY.json"]
        : []),
      ...((operation.targets ?? []).some(({ kind }) => kind !== "image") && asked.body === undefined
        ? ["on which object: name one as TARGET"]
        : []),
    ];
    const explained = await explain({ ...base, targets: [], containment: containmentOnPaper([]), ...(asked.body === undefined ? {} : { body: asked.body }) }); // prettier-ignore
    return {
      lines: [...linesOf(explained), "", why, ...unknown.map((each) => `Not known: ${each}.`)],
      json: { ...explained, server: false, from, unknown },
      code: codeOf(explained.effect),
    };
  }
  const kind = asked.kind ?? operation.targets?.[0]?.kind ?? "container";
  const outcomes = outcomesOf(policy, { ...base, risk: operation.risk, targets: [] }, { kind, name: asked.target });
  return tellOutcomes(outcomes, { kind, name: asked.target, from, why });
}

function tellOutcomes(
  outcomes: readonly [Outcome, ...Outcome[]],
  {
    kind,
    name,
    from,
    why,
  }: { readonly kind: TargetKind; readonly name: string; readonly from: string; readonly why: string },
): Told {
  const [first, ...others] = outcomes;
  const effects = new Set(outcomes.map(({ decision: { effect, hidden } }) => (hidden === true ? "hidden" : effect)));
  const [effect = "deny"] = effects;
  const certain = effects.size === 1;
  const unknown = [
    `whether there is a ${kind} '${name}', and whether it is protected`,
    ...(others.length === 0 ? [] : [`its labels, owner and image`]),
  ];
  const whole = (decision: Decision): Explanation => ({ ...decision, findings: [], changes: [] });
  const lines = certain
    ? linesOf(whole(first.decision))
    : [
        `depends on what the ${kind} '${name}' is`,
        ...[...others, first].map(({ decision, when }) => {
          const said = decision.hidden === true ? "hidden" : decision.effect;
          return `  ${said.padEnd(8)}${when.length === 0 ? "otherwise" : `if ${when.join(" and ")}`}: ${decision.rule}${at(decision.source)}`;
        }),
      ];
  return {
    lines: [
      ...lines,
      "",
      why,
      `Not known: ${unknown.join("; ")}.`,
      ...(certain
        ? []
        : ["Ask a running server, or describe the object in a table of cases ('gnosis-docker policy test')."]),
    ],
    json: {
      ...(certain ? whole(first.decision) : { effect: "depends" }),
      ...{ server: false, from, unknown },
      outcomes: outcomes.map(({ decision, when }) => ({ ...decision, when })),
    },
    code: certain ? codeOf(effect) : exitCodes.failure,
  };
}
