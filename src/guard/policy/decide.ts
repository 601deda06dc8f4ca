import { basename } from "node:path";
import type { Target } from "../../catalogue/target.ts";
import { matchesOperation } from "../../kernel/patterns.ts";
import type { Caller } from "../caller/caller.ts";
import { scopeSchema, type ScopeFile } from "./policy-file.ts";
import type { Decision, Question } from "./policy.ts";
import { holdsBack, ruleMatches, type Matter, type Role, type Rule } from "./role.ts";
import { covers, reaches } from "./scope.ts";

const narrowedScopes = new WeakMap<object, ScopeFile | "nothing">();

/** A token's own scope; one that can't be read covers nothing, so that a damaged token can do less and never more. */
export function narrowedScope(caller: Caller): ScopeFile | "nothing" | undefined {
  const scope = caller.narrowing?.scope;
  if (scope === undefined) return undefined;
  const known = narrowedScopes.get(scope);
  if (known !== undefined) return known;
  const result = scopeSchema.safeParse(scope);
  const read = result.success ? result.data : "nothing";
  narrowedScopes.set(scope, read);
  return read;
}

/** Whether an object lies in the scope of the role and of the token. */
export function inScope(role: Role, caller: Caller, target: Target, endpoint: string): boolean {
  if (!covers(role.file.scope, target, caller.id, endpoint)) return false;
  const narrowed = narrowedScope(caller);
  return narrowed !== "nothing" && covers(narrowed, target, caller.id, endpoint);
}

/** Whether the scopes of the role and of the token have something to say of that engine. */
export function reachesEndpoint(role: Role, caller: Caller, endpoint: string): boolean {
  const narrowed = narrowedScope(caller);
  return reaches(role.file.scope, endpoint) && narrowed !== "nothing" && reaches(narrowed, endpoint);
}

/** Whether the token itself leaves this operation. */
export function tokenLeaves(caller: Caller, operation: string, risk: string): boolean {
  const patterns = caller.narrowing?.operations;
  return patterns === undefined || patterns.some((pattern) => matchesOperation(pattern, operation, risk));
}

/** The file by its name alone: where it lies on the host is nothing for callers. */
const place = ({ source: { file, line } }: Pick<Rule, "source">): string => `${basename(file)}:${line}`;

const about = (target: Target | undefined): string =>
  target === undefined ? "" : ` on the ${target.kind} '${target.name}'`;

function ruled(effect: "allow" | "ask" | "deny", rule: Rule, matter: Matter, role: Role): Decision {
  const id = matter.operation.id;
  const base = { effect, rule: rule.name, source: rule.source };
  if (effect === "allow") return { ...base, reason: `${rule.name} allows ${id}.` };
  const what = `${id}${about(matter.target)}`;
  if (effect === "ask")
    return {
      ...base,
      reason: rule.reason ?? `${what} needs a person's approval: ${rule.name} says so.`,
      ...(rule.answer === undefined ? {} : { answer: rule.answer }),
      ...(rule.onApproval === undefined ? {} : { onApproval: rule.onApproval }),
      help: `A person can approve this call, or take ${id} out of ${rule.name} (${place(rule)}).`,
    };
  return {
    ...base,
    reason: rule.reason ?? `${what} is denied to the role '${role.name}' by ${rule.name}.`,
    help: `A person can change ${rule.name} (${place(rule)}), or give you a token of another role.`,
  };
}

function unsaid(role: Role, matter: Matter): Decision {
  const id = matter.operation.id;
  const narrowed = role.allow.find(
    (rule) => rule.where !== undefined && rule.patterns.some((pattern) => matchesOperation(pattern, id, matter.risk)),
  );
  if (narrowed !== undefined)
    return {
      effect: "deny",
      rule: narrowed.name,
      source: narrowed.source,
      reason: `The role '${role.name}' may use ${id} only under the conditions of ${narrowed.name}, which ${matter.target === undefined ? "this call" : `the ${matter.target.kind} '${matter.target.name}'`} does not meet.`,
      help: `A person can widen ${narrowed.name} (${place(narrowed)}), or give you a token of another role.`,
    };
  return {
    effect: "deny",
    rule: "default",
    source: role.source,
    reason: `Nothing allows ${id} to the role '${role.name}'.`,
    help: `A person can add "${id}" to the allow list of the role '${role.name}' (${place(role)}), or give you a token of another role.`,
  };
}

/** What the first rule that names the matter says. */
function said(role: Role, matter: Matter): Decision | undefined {
  for (const effect of ["deny", "ask", "allow"] as const) {
    const matches = (rule: Rule): boolean => ruleMatches(rule, matter);
    // A rule that wants another person wins over one that lets the client answer, wherever it stands.
    const rule =
      role[effect].find((each) => each.answer === undefined && matches(each)) ??
      role[effect].find(matches) ??
      (effect === "ask" && role.allow.some(matches) ? role.ask.find((each) => holdsBack(each, matter)) : undefined);
    if (rule !== undefined) return ruled(effect, rule, matter, role);
  }
  return undefined;
}

const strength = { deny: 3, ask: 2, allow: 0 } as const;

/** Asking is weaker where the caller's own client may answer: of several objects, one that wants another person wins. */
const strictness = ({ effect, answer }: Decision): number => strength[effect] - (answer === undefined ? 0 : 1);

/**
 * What rules that deny or ask say of what the call comes to beside itself: recreating is no way around a rule about removing. That
 * nothing allows those by themselves says nothing: whoever may recreate need not be let remove.
 */
function comprised(role: Role, { operation, targets, risk, caller, endpoint }: Question): Decision[] {
  return (operation.comprises ?? []).flatMap((part) =>
    part.on(targets).flatMap((target) => {
      const partRisk = risk === "host" ? risk : part.operation.risk;
      const matter = { operation: part.operation, risk: partRisk, callerId: caller.id, endpoint, target };
      const decision = said(role, matter);
      if (decision === undefined || decision.effect === "allow") return [];
      return [{ ...decision, reason: `${operation.id} is also ${part.operation.id}. ${decision.reason}` }];
    }),
  );
}

/** What a role says: of several targets, the strictest answer. What is out of scope is denied as if it weren't there. */
export function decide(role: Role, question: Question): Decision {
  const { operation, risk, caller, targets, endpoint } = question;
  if (targets.some((target) => !inScope(role, caller, target, endpoint)))
    return {
      effect: "deny",
      rule: `${role.name}.scope`,
      source: role.source,
      reason: "There is no such object.",
      hidden: true,
    };
  if (!reachesEndpoint(role, caller, endpoint))
    return {
      effect: "deny",
      rule: `${role.name}.scope`,
      source: role.source,
      reason: "There is no such endpoint.",
      hidden: true,
    };
  if (!tokenLeaves(caller, operation.id, risk))
    return {
      effect: "deny",
      rule: "token.operations",
      reason: `This token is narrowed to other operations than ${operation.id}.`,
      help: "A person can make a token without that narrowing.",
    };
  const base = { operation, risk, callerId: caller.id, endpoint };
  const answers = (targets.length === 0 ? [undefined] : targets).map((target) => {
    const matter = { ...base, target };
    return said(role, matter) ?? unsaid(role, matter);
  });
  answers.push(...comprised(role, question));
  return answers.reduce((strictest, next) => (strictness(next) > strictness(strictest) ? next : strictest));
}
