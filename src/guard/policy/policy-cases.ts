import { z } from "zod";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import { ownerLabel } from "../../catalogue/owner-label.ts";
import { targetKinds, type Target } from "../../catalogue/target.ts";
import { closest } from "../../kernel/closest.ts";
import { matchesGlob } from "../../kernel/patterns.ts";
import { explain, type Explanation } from "./explain.ts";
import type { LoadedPolicy } from "./load-policy.ts";
import { containmentOnPaper } from "./on-paper.ts";
import type { CaseResult, CasesReport, PolicyProblem } from "../../catalogue/ports/policy-tools.ts";
import { inOrder, policyInvalid } from "./read-policy-file.ts";
import { readYaml } from "../../kernel/yaml/read-yaml.ts";
import { sayIssue, writePath } from "../../kernel/yaml/say-issue.ts";

const targetSchema = z.strictObject({
  kind: z.enum(targetKinds).default("container"),
  name: z.string().min(1),
  labels: z.record(z.string(), z.string()).default({}),
  image: z.string().optional(),
  references: z.array(z.string()).optional(),
  owned: z.boolean().optional().describe("Made by the caller of this case."),
});

const casesSchema = z.strictObject({
  cases: z
    .array(
      z.strictObject({
        name: z.string().optional(),
        as: z.string().describe("The role."),
        operation: z.string(),
        target: z.union([targetSchema, z.array(targetSchema)]).optional(),
        endpoint: z.string().default("local"),
        body: z.record(z.string(), z.unknown()).optional().describe("An engine request body, for containment."),
        expect: z.enum(["allow", "ask", "deny", "hidden"]),
        rule: z.string().optional().describe("Pattern over the deciding rule's name."),
      }),
    )
    .min(1),
});

const caller = (role: string) => ({ id: "case", name: "case", role, surface: "server" }) as const;

const toTarget = ({ owned, ...said }: z.output<typeof targetSchema>): Target => ({
  kind: said.kind,
  id: said.name,
  name: said.name,
  labels: owned === true ? { ...said.labels, [ownerLabel]: "case" } : said.labels,
  ...(said.image === undefined ? {} : { image: said.image }),
  ...(said.references === undefined ? {} : { references: said.references }),
});

const casesInvalid = (file: string, problems: readonly PolicyProblem[]) =>
  policyInvalid(
    file,
    problems,
    `Correct line ${problems[0]?.line ?? 1} of the table; '--policy FILE' names the policy that it is run against.`,
  );

type Case = z.output<typeof casesSchema>["cases"][number];

/** The cases of a table, each with its line. Throws POLICY_INVALID with every problem. */
function readCases(
  text: string,
  file: string,
  policy: LoadedPolicy,
  catalogue: Catalogue,
): readonly { readonly line: number; readonly said: Case }[] {
  const { value, problems: broken, placeOf } = readYaml(text);
  if (broken.length > 0) throw casesInvalid(file, broken);
  const read = casesSchema.safeParse(value);
  if (!read.success)
    throw casesInvalid(
      file,
      inOrder(
        read.error.issues.map((issue) => {
          const place = writePath(issue.path);
          const message = `${place || "the table"}: ${sayIssue(issue, issue.path, value)}`;
          return { ...placeOf(issue.path), path: place, message };
        }),
      ),
    );
  // A case that denies what a misspelt role asks would pass for ever.
  const strangers = read.data.cases.flatMap((said, index): PolicyProblem[] => {
    const problem = (key: "as" | "operation", what: string, names: Iterable<string>): PolicyProblem => {
      const path = ["cases", index, key];
      const [guess] = closest(said[key], names, 1);
      const message = guess === undefined ? what : `${what} Did you mean "${guess}"?`;
      return { ...placeOf(path), path: writePath(path), message };
    };
    return [
      ...(policy.roles.has(said.as)
        ? []
        : [problem("as", `The policy that is tested has no role "${said.as}".`, policy.roles.keys())]),
      ...(catalogue.find(said.operation) === undefined
        ? [
            problem(
              "operation",
              `There is no operation "${said.operation}".`,
              catalogue.operations.map(({ id }) => id),
            ),
          ]
        : []),
    ];
  });
  if (strangers.length > 0) throw casesInvalid(file, strangers);
  return read.data.cases.map((said, index) => ({ line: placeOf(["cases", index]).line, said }));
}

/**
 * Runs a table of cases in YAML against a policy; needs no engine. Throws POLICY_INVALID with lines for a table that can't be read, and
 * for one that names roles or operations that there are not.
 */
export async function runCases(
  policy: LoadedPolicy,
  text: string,
  file: string,
  catalogue: Catalogue,
): Promise<CasesReport> {
  const results: CaseResult[] = [];
  for (const { line, said } of readCases(text, file, policy, catalogue)) {
    const operation = catalogue.find(said.operation);
    if (operation === undefined) continue;
    const targets = (said.target === undefined ? [] : [said.target].flat()).map(toTarget);
    const explained = await explain({
      policy,
      operation,
      caller: caller(said.as),
      targets,
      endpoint: said.endpoint,
      isProtected: () => false,
      containment: containmentOnPaper(targets),
      ...(said.body === undefined ? {} : { body: said.body }),
    });
    results.push(compare(said, explained, line));
  }
  const failed = results.filter(({ ok }) => !ok).length;
  return { ok: failed === 0, passed: results.length - failed, failed, results };
}

function compare(each: Case, explained: Explanation, line: number): CaseResult {
  const got = explained.hidden === true ? "hidden" : explained.effect;
  // Whoever expects a denial does not mind that the object is hidden as well.
  const same = got === each.expect || (each.expect === "deny" && got === "hidden");
  return {
    line,
    name: each.name ?? `${each.as} ${each.operation}`,
    ok: same && (each.rule === undefined || matchesGlob(each.rule, explained.rule)),
    expected: each.rule === undefined ? each.expect : `${each.expect} by ${each.rule}`,
    got,
    rule: explained.rule,
    reason: explained.reason,
  };
}
