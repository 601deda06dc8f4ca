import { LineCounter, parseDocument, isNode } from "yaml";
import { z } from "zod";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import { targetKinds, type Target } from "../../catalogue/target.ts";
import { matchesGlob } from "../../kernel/patterns.ts";
import type { ContainmentParts } from "../containment/court.ts";
import { createContainment } from "../containment/create-containment.ts";
import { explain, type Explanation } from "./explain.ts";
import type { Policy } from "./policy.ts";
import { policyInvalid } from "./read-policy-file.ts";
import { ownerLabel } from "../../catalogue/owner-label.ts";

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

/** One case and what became of it. */
export interface CaseResult {
  readonly line: number;
  readonly name: string;
  readonly ok: boolean;
  readonly expected: string;
  readonly got: string;
  readonly rule: string;
  readonly reason: string;
}

/** What a table of cases came to. */
export interface CasesReport {
  readonly ok: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly results: readonly CaseResult[];
}

const caller = (role: string) => ({ id: "case", name: "case", role, surface: "server" }) as const;

const toTarget = ({ owned, ...said }: z.output<typeof targetSchema>): Target => ({
  kind: said.kind,
  id: said.name,
  name: said.name,
  labels: owned === true ? { ...said.labels, [ownerLabel]: "case" } : said.labels,
  ...(said.image === undefined ? {} : { image: said.image }),
  ...(said.references === undefined ? {} : { references: said.references }),
});

/** Containment that knows only the case's own objects, and takes every host path by its text. */
function onPaper(targets: readonly Target[]): ContainmentParts {
  return {
    find: (kind, reference) =>
      Promise.resolve(targets.find((target) => target.kind === kind && target.name === reference)),
    mayUse: ({ id }, target) => target.labels[ownerLabel] === id,
    isProtected: () => false,
    inspectContainer: () => Promise.resolve({}),
    paths: {
      resolve: (path) => Promise.resolve({ kind: "seen", path, type: "directory" }),
      forbidden: ["/var/run/docker.sock", "/run/docker.sock"],
      toHost: (path) => path,
    },
  };
}

/**
 * Runs a table of cases in YAML against a policy; needs no engine. Throws POLICY_INVALID with lines for a table that can't be read.
 */
export async function runCases(policy: Policy, text: string, file: string, catalogue: Catalogue): Promise<CasesReport> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: "core" });
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const [broken] = document.errors;
  if (broken !== undefined)
    throw policyInvalid(file, [
      { line: broken.linePos?.[0].line ?? 1, path: "", message: broken.message.split("\n")[0] ?? "broken YAML" },
    ]);
  const read = casesSchema.safeParse(document.toJS({ maxAliasCount: 50 }));
  if (!read.success)
    throw policyInvalid(
      file,
      read.error.issues.map(({ path, message }) => ({
        line: lineOf(path),
        path: path.join("."),
        message: `${path.join(".")}: ${message}`,
      })),
    );
  const results: CaseResult[] = [];
  for (const [index, each] of read.data.cases.entries()) {
    const line = lineOf(["cases", index]);
    const operation = catalogue.find(each.operation);
    if (operation === undefined)
      throw policyInvalid(file, [
        { line, path: `cases[${index}].operation`, message: `There is no operation "${each.operation}".` },
      ]);
    const said = each.target === undefined ? [] : Array.isArray(each.target) ? each.target : [each.target];
    const targets = said.map(toTarget);
    const explained = await explain({
      policy,
      operation,
      caller: caller(each.as),
      targets,
      endpoint: each.endpoint,
      isProtected: () => false,
      containment: createContainment(onPaper(targets)),
      ...(each.body === undefined ? {} : { body: each.body }),
    });
    results.push(compare(each, explained, line));
  }
  const failed = results.filter(({ ok }) => !ok).length;
  return { ok: failed === 0, passed: results.length - failed, failed, results };
}

function compare(
  each: z.output<typeof casesSchema>["cases"][number],
  explained: Explanation,
  line: number,
): CaseResult {
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
