import { ownerLabel } from "../../catalogue/owner-label.ts";
import type { Target } from "../../catalogue/target.ts";
import { matchesGlob, matchesOperation } from "../../kernel/patterns.ts";
import type { LoadedPolicy } from "./load-policy.ts";
import { listed, type ScopeFile, type ScopeTerm } from "./policy-file.ts";
import type { Decision, Question } from "./policy.ts";
import type { Role } from "./role.ts";
import { projectLabel } from "./scope.ts";

/** What is known of an object that can't be looked at. */
export type Named = Pick<Target, "kind" | "name">;

/** One thing that a call could come to, and what would have to be true of its object. */
export interface Outcome {
  readonly decision: Decision;
  /** Such as `project shop` or `label env=production`; nothing where no condition holds. */
  readonly when: readonly string[];
}

/** What `*` and `?` stand for in a label that is only supposed: no policy asks for it by name. */
const anything = "0any";

const witness = (pattern: string): string => pattern.replace(/\*/g, anything).replace(/\?/g, "0");

/** Conditions that have to be met by what isn't known of an object; an image's references are its name. */
const unseen = (term: ScopeTerm, kind: Target["kind"]): boolean =>
  term.label !== undefined ||
  term.project !== undefined ||
  term.owned === true ||
  (term.image !== undefined && kind !== "image");

const conditionsOf = (term: ScopeTerm): string[] => [
  ...listed<string>(term.project).map((project) => `project ${project}`),
  ...Object.entries(term.label ?? {}).map(([label, pattern]) => `label ${label}=${pattern}`),
  ...(term.owned === true ? ["made by the caller itself"] : []),
  ...listed<string>(term.image).map((image) => `image ${image}`),
];

/** Every alternative in a term as a term of its own: `project: [a, b]` is either. */
function alternatives(term: ScopeTerm): ScopeTerm[] {
  const { project, image, ...rest } = term;
  const projects = project === undefined ? [undefined] : listed<string>(project);
  const images = image === undefined ? [undefined] : listed<string>(image);
  return projects.flatMap((one) =>
    images.map((other) => ({
      ...rest,
      ...(one === undefined ? {} : { project: one }),
      ...(other === undefined ? {} : { image: other }),
    })),
  );
}

function meeting(target: Target, term: ScopeTerm, callerId: string): Target {
  const labels = {
    ...target.labels,
    ...Object.fromEntries(Object.entries(term.label ?? {}).map(([label, pattern]) => [label, witness(pattern)])),
    ...Object.fromEntries(listed<string>(term.project).map((project) => [projectLabel, witness(project)])),
    ...(term.owned === true ? { [ownerLabel]: callerId } : {}),
  };
  const [image] = listed<string>(term.image).map(witness);
  return { ...target, labels, ...(image === undefined || target.kind === "image" ? {} : { image }) };
}

/** The terms of the role's scope and of every rule that speaks of the operation, as far as an unseen object could meet them. */
function termsOf(role: Role, { operation, endpoint }: Question, named: Named): ScopeTerm[][] {
  const ids = [operation.id, ...(operation.comprises ?? []).map((part) => part.operation.id)];
  const speaks = (pattern: string): boolean =>
    pattern.startsWith("risk:") || ids.some((id) => matchesOperation(pattern, id, ""));
  const of = (scope: ScopeFile | undefined): ScopeTerm[] =>
    listed<ScopeTerm>(scope)
      .filter((term) => unseen(term, named.kind))
      .filter(({ kind }) => kind === undefined || listed(kind).includes(named.kind))
      .filter(
        (term) =>
          term.endpoint === undefined || listed<string>(term.endpoint).some((each) => matchesGlob(each, endpoint)),
      )
      .flatMap(alternatives);
  const rules = [...role.deny, ...role.ask, ...role.allow].filter(({ patterns }) => patterns.some(speaks));
  return [of(role.file.scope), rules.flatMap(({ where }) => of(where))];
}

/**
 * What a call on an object of which only kind and name are known could come to: every decision that some labels, owner or image of it
 * would make, the one without any of them first. Where they all agree, those don't matter. The question's own targets are known.
 */
export function outcomesOf(policy: LoadedPolicy, question: Question, named: Named): readonly [Outcome, ...Outcome[]] {
  const { caller } = question;
  const bare: Target = {
    ...named,
    id: named.name,
    labels: {},
    ...(named.kind === "image" ? { references: [named.name] } : {}),
  };
  const decided = (target: Target, when: readonly string[]): Outcome => ({
    decision: policy.decide({ ...question, targets: [...question.targets, target] }),
    when,
  });
  const first = decided(bare, []);
  const role = policy.roles.get(caller.role);
  if (role === undefined) return [first];
  const [scope = [], rules = []] = termsOf(role, question, named);
  const pairs = scope.flatMap((outer) => rules.map((inner) => [outer, inner]));
  const further = [...scope.map((one) => [one]), ...rules.map((one) => [one]), ...pairs].map((terms) =>
    decided(
      terms.reduce((target, term) => meeting(target, term, caller.id), bare),
      [...new Set(terms.flatMap(conditionsOf))],
    ),
  );
  const seen = new Set<string>();
  const fresh = ({ decision: { effect, rule, hidden } }: Outcome): boolean => {
    const key = `${hidden === true ? "hidden" : effect} ${rule}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  };
  fresh(first);
  return [first, ...further.filter(fresh)];
}
