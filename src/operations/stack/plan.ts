import { z } from "zod";
import { lineDiff } from "../../kernel/line-diff.ts";
import { redactValues, secretValues } from "../../kernel/redact-output.ts";
import { define } from "../define.ts";
import { endpointName } from "../prune/endpoint-name.ts";
import { stepErrors, versionErrors } from "./errors.ts";
import { findKept, findStack, shelfOf, versionOf } from "./kept.ts";
import { loadOrRefuse } from "./load-stack.ts";
import { maskDocument } from "./mask-document.ts";
import { lookAhead, planId, plannedStep, sentence, strictest, tellStep } from "./outlook.ts";
import { planDown } from "./plan-down.ts";
import { planUp } from "./plan-up.ts";
import type { StackProject } from "./project.ts";
import type { StackVersion } from "../stack-shelf.ts";
import { wishFields, wishOf } from "./wish.ts";

/** Says what bringing a stack up or taking it down would do. */
export const stackPlan = define({
  id: "stack.plan",
  summary: "Say exactly what bringing a stack up, or taking it down, would do, and what the policy says to each step.",
  description:
    "Nothing is done. Containers are compared field by field with what the document wants; those that are as it wants them are not named.",
  risk: "read",
  http: { method: "POST", path: "/api/stacks/{name}/plan" },
  input: z.strictObject({
    ...wishFields,
    down: z.boolean().default(false).describe("Plans taking it down instead."),
    volumes: z.boolean().default(false).describe("With `down`: its volumes too."),
  }),
  output: z.object({
    plan: z.string().describe("Its id, for stack.up and stack.down; the same for the same steps."),
    version: z.string().nullable(),
    effect: z.enum(["allow", "ask", "deny"]).describe("The strictest answer of all steps."),
    steps: z.array(plannedStep).describe("In order; empty when everything is as it should be."),
    deployed: z.string().nullable().describe("Hash of the version that was brought up last."),
    diff: z
      .array(z.object({ sign: z.enum([" ", "-", "+"]), text: z.string() }))
      .describe("The document's lines against the version that was brought up last; empty when that is the same."),
    warnings: z.array(z.string()),
  }),
  deadline: 60_000,
  errors: [...new Set([...versionErrors, ...stepErrors])],
  examples: [
    { title: "What bringing it up would do", input: { name: "shop" } },
    { title: "What taking it down with its volumes would do", input: { name: "shop", down: true, volumes: true } },
  ],
  async run(context, input) {
    const shelf = shelfOf(context.ports);
    const endpoint = endpointName(context);
    const { name } = input;
    if (input.down) {
      await findStack(context, name);
      const steps = await planDown(context, name, input);
      const outlooks = await lookAhead(context, steps);
      const plan = planId({ endpoint, name, down: true, volumes: input.volumes }, steps);
      shelf.tell(plan, outlooks.map(({ step, foresight }) => sentence(step, foresight))); // prettier-ignore
      return {
        ...{ plan, version: null, deployed: null, diff: [], warnings: [] },
        effect: strictest(outlooks.map(({ foresight }) => foresight.effect)),
        steps: outlooks.map((one) => tellStep(one, context.revealsSecrets)),
      };
    }
    const version = versionOf(context, findKept(context, name), input.version);
    const { project, warnings } = loadOrRefuse(name, version.document, version.env);
    const wish = wishOf(input);
    const steps = await planUp(context, project, wish);
    const outlooks = await lookAhead(context, steps);
    const plan = planId({ endpoint, name, version: version.hash, ...wish }, steps);
    shelf.tell(plan, outlooks.map(({ step, foresight }) => sentence(step, foresight))); // prettier-ignore
    const [deployed] = shelf.deployments(endpoint, name, 1);
    const before = deployed === undefined || deployed.hash === version.hash ? undefined : shelf.version(endpoint, name, deployed.hash); // prettier-ignore
    const shown = (text: string): string => (context.revealsSecrets ? text : maskDocument(text));
    return {
      ...{ plan, version: version.hash },
      effect: strictest(outlooks.map(({ foresight }) => foresight.effect)),
      steps: redactValues(
        outlooks.map((one) => tellStep(one, context.revealsSecrets)),
        context.revealsSecrets ? [] : secretsOf(version, project),
      ),
      deployed: deployed?.hash ?? null,
      diff:
        before === undefined
          ? []
          : lineDiff(shown(before.document), shown(version.document)).map((line) => ({ ...line })),
      warnings: warnings.map(({ message }) => message),
    };
  },
});

/** Secrets among the variables, beside the document and in it: a document can carry them into any field, and that into a step's words. */
const secretsOf = ({ env }: StackVersion, { services }: StackProject): readonly string[] =>
  secretValues([
    ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
    ...services.flatMap(({ body }) => (body["Env"] ?? []) as readonly string[]),
  ]);
