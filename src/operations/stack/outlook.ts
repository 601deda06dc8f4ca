import { z } from "zod";
import { createHash } from "node:crypto";
import type { Foresight, OperationContext } from "../../catalogue/operation.ts";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import { redact } from "../../kernel/redaction.ts";
import { containerStart } from "../container/start.ts";
import type { Ports } from "../ports.ts";
import { actions, stepKey, type Outlook, type Step } from "./step.ts";

/** One step of a plan, with what the policy says to it. */
export const plannedStep = z.object({
  action: z.enum(actions),
  kind: z.enum(["image", "network", "volume", "container"]),
  name: z.string(),
  service: z.string().optional(),
  perhaps: z.boolean().optional().describe("True where it comes to this only when the fetched image is another one."),
  differences: z
    .array(z.object({ field: z.string(), is: z.unknown(), wanted: z.unknown() }))
    .describe("Why a container is recreated: the engine's fields that are otherwise; secrets are masked."),
  effect: z.enum(["allow", "ask", "deny"]).describe("What the policy says to it for this caller."),
  reason: z.string().optional().describe("Where it isn't simply allowed."),
  reaches_host: z.boolean().describe("True when it reaches past the container into the host."),
  changes: z.array(z.string()).describe("What the server would set or change in what is sent."),
});

const weight = { allow: 0, ask: 1, deny: 2 } as const;

/** The strictest of several answers. */
export const strictest = (effects: readonly Foresight["effect"][]): Foresight["effect"] =>
  effects.reduce((worst, next) => (weight[next] > weight[worst] ? next : worst), "allow" as Foresight["effect"]);

/** What the gate says to each step; a container that is made is started too. */
export async function lookAhead(context: OperationContext<Ports>, steps: readonly Step[]): Promise<readonly Outlook[]> {
  const outlooks: Outlook[] = [];
  for (const step of steps) {
    const foresight = await context.foresee(step.part);
    const started = step.action === "create" && step.kind === "container" && foresight.effect !== "deny";
    const start = started ? context.decides({ operation: containerStart, target: madeBy(context, step, foresight) }) : undefined; // prettier-ignore
    outlooks.push({
      step,
      foresight:
        start === undefined || weight[start.effect] <= weight[foresight.effect]
          ? foresight
          : { ...foresight, effect: start.effect, reason: start.reason },
    });
  }
  return outlooks;
}

/** The container that a step would make. */
const madeBy = (_: OperationContext<Ports>, { name, instance }: Step, { body }: Foresight) => ({
  ...{ kind: "container" as const, id: "", name, image: instance?.service.image ?? "", volumes: [] },
  labels: ((body ?? instance?.body)?.["Labels"] ?? {}) as Readonly<Record<string, string>>,
});

/** A plan's id: the same for the same steps of the same version. */
export const planId = (about: Readonly<Record<string, unknown>>, steps: readonly Step[]): string =>
  createHash("sha256")
    .update(
      canonicalJson({
        ...about,
        steps: steps.map((step) => [
          stepKey(step),
          step.perhaps === true,
          ...step.differences.map(({ field }) => field),
        ]),
      }),
    ) // prettier-ignore
    .digest("hex")
    .slice(0, 32);

const isSecretField = /^(?:Env|Labels|HostConfig\.(?:LogConfig|StorageOpt|Annotations))\b/u;

/** A value of a difference with secrets masked. */
function shown(field: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const at = field.indexOf(".");
  const [group, name] = [field.slice(0, Math.max(at, 0)), field.slice(at + 1)];
  if (group === "Env") return (redact({ Env: { [name]: value } }) as { Env: Record<string, unknown> }).Env[name];
  if (group === "Labels") return (redact({ Labels: { [name]: value } }) as { Labels: Record<string, unknown> }).Labels[name]; // prettier-ignore
  return isSecretField.test(field) || typeof value === "object" ? redact(value) : redact({ value }).value;
}

/** A step as it is told. */
export const tellStep = ({ step, foresight }: Outlook, reveals: boolean): z.output<typeof plannedStep> => ({
  action: step.action,
  kind: step.kind,
  name: step.name,
  ...(step.service === undefined ? {} : { service: step.service }),
  ...(step.perhaps === true ? { perhaps: true } : {}),
  differences: step.differences.map(({ field, is, wanted }) => ({
    field,
    is: (reveals ? is : shown(field, is)) ?? null,
    wanted: (reveals ? wanted : shown(field, wanted)) ?? null,
  })),
  effect: foresight.effect,
  ...(foresight.reason === undefined ? {} : { reason: foresight.reason }),
  reaches_host: foresight.reachesHost,
  changes: [...foresight.changes],
});

const verbs: Readonly<Record<Step["action"], string>> = {
  pull: "Pulls",
  create: "Creates",
  recreate: "Recreates",
  start: "Starts",
  stop: "Stops",
  remove: "Removes",
};

/** A step as a sentence, for whoever is asked to approve it. */
export function sentence({ action, kind, name, differences, perhaps }: Step, foresight?: Foresight): string {
  const why = differences.map(({ field }) => field);
  const told = [
    ...(perhaps === true ? ["if its image is another one then"] : []),
    ...(why.length === 0 ? [] : [`because of ${why.slice(0, 8).join(", ")}${why.length > 8 ? " and more" : ""}`]),
    ...(foresight?.reachesHost === true ? ["reaching into the host"] : []),
  ];
  return `${verbs[action]} the ${kind} '${name}'${told.length === 0 ? "" : `, ${told.join(", ")}`}.`;
}
