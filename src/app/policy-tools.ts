import type { Target, TargetKind } from "../catalogue/target.ts";
import { policyTemplates } from "../guard/policy/templates/templates.ts";
import { textDigest } from "../guard/policy/policy-versions.ts";
import { timestamp } from "../kernel/clock.ts";
import { explain } from "../guard/policy/explain.ts";
import { loadPolicy, type LoadedPolicy, type LoadOptions } from "../guard/policy/load-policy.ts";
import { runCases } from "../guard/policy/policy-cases.ts";
import type { GuardSide } from "../guard/side.ts";
import { matchTarget } from "../guard/target/match-target.ts";
import { notFound } from "../guard/target/resolve-target.ts";
import { closest } from "../kernel/closest.ts";
import { asGnosisError, GnosisError } from "../kernel/errors.ts";
import type { AuditReader } from "../catalogue/ports/audit-reader.ts";
import type { PolicyProblem, PolicyTools } from "../catalogue/ports/policy-tools.ts";
import type { PolicyInForce } from "./policy.ts";
import { policyVocabulary as catalogue } from "./policy-vocabulary.ts";
import { whatIf } from "./what-if.ts";

/** What questions about policies are answered from. */
export interface PolicyToolsOptions {
  readonly inForce: PolicyInForce;
  readonly load: LoadOptions;
  readonly audit: Pick<AuditReader, "list">;
  readonly side: (endpoint?: string) => GuardSide;
  readonly isProtected: (id: string) => boolean;
  /** An object that is gone, as it was last known. */
  readonly lastKnown: (endpoint: string, kind: TargetKind, id: string) => Target | undefined;
}

async function findAnywhere(side: GuardSide, kind: TargetKind, reference: string): Promise<Target | undefined> {
  return matchTarget(reference, await side.targets.list(kind, { fresh: false }));
}

/** Answers questions about the policy in force and about ones that might be. */
export function policyTools(options: PolicyToolsOptions): PolicyTools {
  const { inForce, load, audit, side, isProtected, lastKnown } = options;
  const policyOf = (text: string | undefined): LoadedPolicy =>
    text === undefined ? inForce.current() : loadPolicy(text, { ...load, file: "policy" });
  return {
    show: () => {
      const policy = inForce.current();
      return {
        digest: policy.digest,
        file: inForce.file() ?? null,
        problem: inForce.problem()?.message ?? null,
        text: inForce.text() ?? null,
        textDigest: inForce.text() === undefined ? null : textDigest(inForce.text() ?? ""),
        readOnly: inForce.readOnly() ?? null,
        roles: [...policy.roles.values()].map(({ name, file, source }) => ({
          name,
          source,
          description: file.description ?? "",
          level: file.containment?.level ?? "restricted",
        })),
      };
    },
    update: inForce.write,
    versions: (limit) => {
      const { digest } = inForce.current();
      return inForce.versions.list(limit).map((one, index) => ({
        number: one.number,
        time: timestamp(one.time),
        digest: one.digest,
        by: one.changed_by,
        reason: one.reason,
        inForce: index === 0 && one.digest === digest,
      }));
    },
    version: (number) => {
      const found = inForce.versions.find(number);
      if (found !== undefined) return found.text;
      throw new GnosisError("POLICY_VERSION_NOT_FOUND", `There is no version ${number} of the policy.`, {
        where: "version",
      });
    },
    templates: () => Object.entries(policyTemplates).map(([name, text]) => ({ name, text })),
    check: (text) => {
      try {
        const policy = policyOf(text);
        return { valid: true, digest: policy.digest, roles: [...policy.roles.keys()], problems: [] };
      } catch (error) {
        const { code, detail } = asGnosisError(error);
        if (code !== "POLICY_INVALID") throw error;
        return {
          valid: false,
          roles: [],
          problems: (detail.extra?.["problems"] as readonly PolicyProblem[] | undefined) ?? [],
        };
      }
    },
    explain: async ({ role, operation: id, target, body, policy: text, endpoint }) => {
      const policy = policyOf(text);
      if (!policy.hasRole(role))
        throw new GnosisError("INPUT_INVALID", `The policy has no role '${role}'.`, {
          where: "as",
          closest: closest(role, policy.roles.keys()),
          next: `Its roles are ${[...policy.roles.keys()].join(", ")}.`,
          extra: { roles: [...policy.roles.keys()] },
        });
      const operation = catalogue.find(id);
      if (operation === undefined)
        throw new GnosisError("INPUT_INVALID", `There is no operation '${id}'.`, {
          where: "operation",
          closest: closest(
            id,
            catalogue.operations.map((each) => each.id),
          ),
          next: "'gnosis-docker --help' lists the nouns and verbs; an id is noun.verb.",
        });
      const engine = side(endpoint);
      const found = target === undefined ? undefined : await findAnywhere(engine, target.kind, target.reference);
      if (target !== undefined && found === undefined) throw notFound(target.kind, target.reference, []);
      const { effect, rule, source, reason, help, hidden, findings, changes } = await explain({
        policy,
        operation,
        caller: { id: "explained", name: "explained", role, surface: "server" },
        targets: found === undefined ? [] : [found],
        endpoint: engine.name,
        isProtected,
        containment: engine.containment,
        ...(body === undefined ? {} : { body }),
      });
      return {
        ...{ effect, rule, reason, findings, changes },
        ...(source === undefined ? {} : { source }),
        ...(help === undefined ? {} : { help }),
        ...(hidden === undefined ? {} : { hidden }),
      };
    },
    test: (cases, text) => runCases(policyOf(text), cases, "cases", catalogue),
    preview: ({ policy, since, limit }) => {
      const lists = new Map<string, Promise<readonly Target[]>>();
      const listed = (kind: TargetKind, endpoint: string): Promise<readonly Target[]> => {
        const list = lists.get(`${endpoint} ${kind}`) ?? listAt(endpoint, kind);
        lists.set(`${endpoint} ${kind}`, list);
        return list;
      };
      // An engine that is gone by now, such as a sandbox, has nothing; what was known of its objects still counts.
      const listAt = async (endpoint: string, kind: TargetKind): Promise<readonly Target[]> => {
        try {
          return await side(endpoint === "" ? undefined : endpoint).targets.list(kind, { fresh: false });
        } catch {
          return [];
        }
      };
      return whatIf({
        policy: policyOf(policy),
        list: audit.list,
        find: async (kind, id, endpoint) =>
          (await listed(kind, endpoint)).find((each) => each.id === id) ?? lastKnown(endpoint, kind, id),
        limit,
        ...(since === undefined ? {} : { since }),
      });
    },
  };
}
