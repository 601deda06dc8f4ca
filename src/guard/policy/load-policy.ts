import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { GnosisError } from "../../kernel/errors.ts";
import { builtInRoles } from "./built-in-roles.ts";
import { decide, inScope, narrowedScope, reachesEndpoint, tokenLeaves } from "./decide.ts";
import type { ContainmentProfile, Decision, Policy, Question } from "./policy.ts";
import { lets, narrowed, profileOf, type ContainmentDefaults } from "./profile.ts";
import type { PolicyProblem } from "../../catalogue/ports/policy-tools.ts";
import { inOrder, policyInvalid, readPolicyFile, type ReadPolicy } from "./read-policy-file.ts";
import { compileRole, possibleRisks, ruleAlwaysMatches, ruleMayMatch, type Role } from "./role.ts";
import { strayPatterns } from "./stray-patterns.ts";

/** What a policy is loaded with. */
export interface LoadOptions {
  /** Stands in decisions and errors; the file's path as people know it. */
  readonly file?: string;
  /** Ids of all operations: a pattern that means none of them is then an error. */
  readonly operations?: readonly string[];
  /** For roles that don't say their own. */
  readonly defaults?: ContainmentDefaults;
}

/** A policy together with the roles that it is made of. */
export interface LoadedPolicy extends Policy {
  readonly roles: ReadonlyMap<string, Role>;
}

function compile(read: ReadPolicy): Role[] {
  return Object.entries(read.value.roles).map(([name, role]) => compileRole(read, name, role));
}

const readBuiltIn = readPolicyFile(builtInRoles, "built-in roles");
const builtIn: readonly Role[] = compile(readBuiltIn);

/** What is wrong with the built-in roles themselves, given the ids of all operations: nothing, as a test sees to. */
export const builtInProblems = (operations: readonly string[]): readonly PolicyProblem[] =>
  strayPatterns(readBuiltIn, builtIn, operations);

/**
 * A policy from the text of a policy file, beside the built-in roles; only those when there is no text.
 * Throws POLICY_INVALID with every problem and its line.
 */
export function loadPolicy(text: string | undefined, options: LoadOptions = {}): LoadedPolicy {
  const file = options.file ?? "policy.yaml";
  const roles = new Map(builtIn.map((role) => [role.name, role]));
  if (text !== undefined) {
    const read = readPolicyFile(text, file);
    const own = compile(read);
    const problems = options.operations === undefined ? [] : strayPatterns(read, own, options.operations);
    if (Object.hasOwn(read.value.roles, "admin")) {
      const message = `The role "admin" can't be redefined: somebody must be able to mend a policy. Give yours another name.`;
      problems.push({ ...read.placeOf(["roles", "admin"]), path: "roles.admin", message });
    }
    if (problems.length > 0) throw policyInvalid(file, inOrder(problems));
    for (const role of own) roles.set(role.name, role);
  }
  return fromRoles(roles, options.defaults ?? {});
}

/** `loadPolicy` of a file; POLICY_INVALID also when it can't be read. */
export function loadPolicyFile(path: string, options: LoadOptions = {}): LoadedPolicy {
  return loadPolicy(readPolicyText(path), { file: path, ...options });
}

/** The text of a policy file; POLICY_INVALID when it can't be read. */
export function readPolicyText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unreadable";
    throw new GnosisError("POLICY_INVALID", `The policy file ${path} can't be read (${code}).`, {
      where: path,
      next: "Check the path, and that this user may read the file.",
      cause,
    });
  }
}

/** What a role allows, as long as its containment can hold what comes of it. */
function contained(
  decision: Decision,
  { operation }: Question,
  role: Role,
  profile: ContainmentProfile | undefined,
): Decision {
  if (decision.effect === "deny" || (profile !== undefined && lets(operation, profile))) return decision;
  const wanted = operation.uncontained === "buildKit" ? "`buildKit: true`" : "`level: privileged`";
  return {
    effect: "deny",
    rule: `${role.name}.containment`,
    source: role.source,
    reason: `${operation.id} makes what the containment of the role '${role.name}' can't look into.`,
    help: `A person can give the role ${wanted} in its containment, which then holds it no longer, or give you a token of another role.`,
  };
}

const sorted = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)))
    : value;

function fromRoles(roles: ReadonlyMap<string, Role>, defaults: ContainmentDefaults): LoadedPolicy {
  const canonical = JSON.stringify(
    { defaults, roles: Object.fromEntries([...roles].map(([name, { file }]) => [name, file])) },
    sorted,
  );
  const digest = createHash("sha256").update(canonical).digest("hex");
  const profiles = new Map([...roles].map(([name, role]) => [name, profileOf(role, defaults)]));
  const nothing = profileOf(undefined, {});
  return {
    roles,
    digest,
    hasRole: (role) => roles.has(role),
    decide: (question) => {
      const role = roles.get(question.caller.role);
      if (role !== undefined) return contained(decide(role, question), question, role, profiles.get(role.name));
      return {
        effect: "deny",
        rule: "default",
        reason: `The policy has no role '${question.caller.role}'.`,
        help: "A person can add that role to the policy file, or make a token of a role that exists.",
      };
    },
    sees: (caller, target, endpoint) => {
      const role = roles.get(caller.role);
      return role !== undefined && inScope(role, caller, target, endpoint);
    },
    reaches: (caller, endpoint) => {
      const role = roles.get(caller.role);
      return role !== undefined && reachesEndpoint(role, caller, endpoint);
    },
    mayEver: (caller, operation) => {
      const role = roles.get(caller.role);
      if (role === undefined) return false;
      if (!possibleRisks(operation).some((risk) => tokenLeaves(caller, operation.id, risk))) return false;
      if (!lets(operation, profiles.get(role.name) ?? nothing)) return false;
      if (role.deny.some((rule) => ruleAlwaysMatches(rule, operation))) return false;
      return [...role.ask, ...role.allow].some((rule) => ruleMayMatch(rule, operation));
    },
    rates: (caller) => roles.get(caller.role)?.rates ?? [],
    containment: (caller) => {
      const profile = profiles.get(caller.role) ?? nothing;
      const scope = narrowedScope(caller);
      return scope === undefined || scope === "nothing" ? profile : narrowed(profile, scope);
    },
    recordsTerminals: (caller) => roles.get(caller.role)?.file.terminals === "recorded",
    revealsSecrets: (caller) => roles.get(caller.role)?.file.secrets === "reveal",
  };
}
