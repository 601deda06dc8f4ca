import type { AnyOperation } from "../../catalogue/operation.ts";
import { risks, type Risk } from "../../catalogue/risk.ts";
import type { Target } from "../../catalogue/target.ts";
import { matchesOperation } from "../../kernel/patterns.ts";
import { listed, type RoleFile, type RuleFile, type ScopeFile } from "./policy-file.ts";
import type { ReadPolicy } from "./read-policy-file.ts";
import type { RateRule } from "../rates.ts";
import { covers, needsTarget, reaches } from "./scope.ts";

/** Where a rule stands. */
export interface RuleSource {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** One rule, ready to be matched. */
export interface Rule {
  /** Its own name, or its place: `operator.allow[2]`. */
  readonly name: string;
  readonly source: RuleSource;
  readonly patterns: readonly string[];
  /** True for the role that can't be redefined. */
  readonly ofAdmin: boolean;
  /** True for rules that allow or ask, false for those that deny. */
  readonly grants: boolean;
  readonly where?: ScopeFile;
  readonly reason?: string;
  /** Of a rule that asks: a yes in the caller's own MCP client approves too. */
  readonly answer?: "client";
  /** Of a rule that asks: the server makes the call itself once it is approved. */
  readonly onApproval?: "run";
}

/** One role, ready to decide. */
export interface Role {
  readonly name: string;
  readonly file: RoleFile;
  readonly source: RuleSource;
  readonly allow: readonly Rule[];
  readonly ask: readonly Rule[];
  readonly deny: readonly Rule[];
  readonly rates: readonly (RateRule & Pick<Rule, "source">)[];
}

/** Compiles one role of a file that has been read. */
export function compileRole(read: ReadPolicy, name: string, role: RoleFile): Role {
  const rules = (list: "allow" | "ask" | "deny"): Rule[] =>
    (role[list] ?? []).map((rule: RuleFile, index) => {
      const source = { file: read.file, line: read.placeOf(["roles", name, list, index]).line };
      const place = `${name}.${list}[${index}]`;
      const grants = list !== "deny";
      const ofAdmin = name === "admin";
      if (typeof rule === "string") return { name: place, source, grants, ofAdmin, patterns: [rule] };
      return {
        name: rule.name === undefined ? place : `${name}.${rule.name}`,
        source,
        grants,
        ofAdmin,
        patterns: listed<string>(rule.operations),
        ...(rule.where === undefined ? {} : { where: rule.where }),
        ...(rule.reason === undefined ? {} : { reason: rule.reason }),
        ...(rule.answer === undefined ? {} : { answer: rule.answer }),
        ...(rule.onApproval === undefined ? {} : { onApproval: rule.onApproval }),
      };
    });
  const source = { file: read.file, line: read.placeOf(["roles", name]).line };
  const rates = (role.rates ?? []).map(({ operations, perMinute }, index) => ({
    name: `${name}.rates[${index}]`,
    source: { file: read.file, line: read.placeOf(["roles", name, "rates", index]).line },
    patterns: listed<string>(operations),
    perMinute,
  }));
  return { name, file: role, source, allow: rules("allow"), ask: rules("ask"), deny: rules("deny"), rates };
}

/** What one rule is matched against. */
export interface Matter {
  readonly operation: AnyOperation;
  readonly risk: Risk;
  readonly target: Target | undefined;
  readonly callerId: string;
  readonly endpoint: string;
}

/**
 * What is about the server and not about the engine: nobody gets it by a risk alone, because records, sessions and tokens tell of what is
 * out of scope, and approving is for people. Nor does anybody get a terminal so, since nobody can look through beforehand what will be
 * typed. A rule names it (`audit.*`, `*`).
 */
const administrative =
  /^(?:token|audit|session|policy|terminal|setting|store)\.|^approval\.(?:approve|deny)$|^freeze\.(?:create|lift)$/;

/** Whoever changes the policy can give themselves anything: beside the admin only a rule that writes the very id out brings it. */
const spelledOut = /^policy\.(?:update|restore)$/;

const speaksOf = (rule: Rule, pattern: string, operation: string, risk: Risk): boolean =>
  matchesOperation(pattern, operation, risk) &&
  !(rule.grants && pattern.startsWith("risk:") && administrative.test(operation)) &&
  !(rule.grants && !rule.ofAdmin && pattern !== operation && spelledOut.test(operation));

/** Whether a rule speaks of this operation on this target. A rule with conditions on objects says nothing of a call that has none. */
export function ruleMatches(rule: Rule, matter: Matter): boolean {
  if (!rule.patterns.some((pattern) => speaksOf(rule, pattern, matter.operation.id, matter.risk))) return false;
  if (rule.where === undefined) return true;
  if (matter.target !== undefined) return covers(rule.where, matter.target, matter.callerId, matter.endpoint);
  return !needsTarget(rule.where) && reaches(rule.where, matter.endpoint);
}

/**
 * Whether a rule that asks by a risk holds for a terminal that another rule allows: it gives nobody a terminal, but who has one by `*` has
 * it only as far as the rule asks, because what is done in it changes the container.
 */
export function holdsBack(rule: Rule, matter: Matter): boolean {
  return matter.operation.id.startsWith("terminal.") && ruleMatches({ ...rule, grants: false }, matter);
}

/** Every risk that a call of this operation can have. */
export function possibleRisks(operation: AnyOperation): readonly Risk[] {
  if (operation.riskOf === undefined && operation.riskCeiling === undefined) return [operation.risk];
  const floor = risks.indexOf(operation.risk);
  const ceiling = risks.indexOf(operation.riskCeiling ?? operation.risk);
  return risks.filter((_, index) => index >= floor && index <= ceiling);
}

/** Whether a rule could match some call of this operation: at any of its risks, on some object. */
export function ruleMayMatch(rule: Rule, operation: AnyOperation): boolean {
  return rule.patterns.some((pattern) =>
    possibleRisks(operation).some((risk) => speaksOf(rule, pattern, operation.id, risk)),
  );
}

/** Whether a rule matches every call of this operation, whatever its risk and object. */
export function ruleAlwaysMatches(rule: Rule, operation: AnyOperation): boolean {
  if (rule.where !== undefined) return false;
  return possibleRisks(operation).every((risk) =>
    rule.patterns.some((pattern) => speaksOf(rule, pattern, operation.id, risk)),
  );
}
