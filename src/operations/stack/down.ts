import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import type { Ports } from "../ports.ts";
import { endpointName } from "../prune/endpoint-name.ts";
import { plannedKeys, take, type Bringing, type Told } from "./bring-up.ts";
import { stackErrors, stepErrors } from "./errors.ts";
import { projectName } from "./fields.ts";
import { findStack, shelfOf } from "./kept.ts";
import { planId, sentence } from "./outlook.ts";
import { planDown, waitsOf } from "./plan-down.ts";
import { sideBySide } from "./side-by-side.ts";
import type { Step } from "./step.ts";
import { doneStep, sayingDone, tellDone, toldItem } from "./told.ts";
import { toldItems } from "./told-items.ts";
import { planField } from "./wish.ts";

const input = z.strictObject({
  name: projectName,
  volumes: z.boolean().default(false).describe("Removes its volumes too; each is copied first where there is room, as volume.remove does."), // prettier-ignore
  plan: planField,
});

const output = z.object({
  message: z.string().describe("What was done, for people."),
  name: z.string(),
  steps: z.array(doneStep).describe("What was done, each with its own record."),
});

/** Takes a stack down. */
export const stackDown = define({
  id: "stack.down",
  summary: "Take a stack down: stop its containers and put them into the trash, and remove its networks.",
  description:
    "Each step is a call of its own, as for stack.up. Volumes stay unless they are asked for, and so does the document. It works on every Compose project, also on one that was not brought up here.",
  risk: "destroy",
  http: { method: "POST", path: "/api/stacks/{name}/down" },
  input,
  output,
  item: toldItem,
  deadline: 1_800_000,
  errors: [...new Set([...stackErrors, ...stepErrors])],
  examples: [
    { title: "Take a stack down", input: { name: "shop" } },
    { title: "With its volumes", input: { name: "shop", volumes: true } },
  ],
  effects: async (about, given) => {
    const seen = given.plan === undefined ? undefined : shelfOf(about.ports).told(given.plan);
    if (seen !== undefined) return seen;
    const steps = await planDown(about, given.name, given);
    return [
      ...steps.map((step) => sentence(step)),
      "No plan is named: steps that need an approval of their own are asked for one by one.",
    ];
  },
  run: (context, given) =>
    down(context, given, ({ action, kind, name, message }) =>
      context.progress({ message: `${action} ${kind} ${name}${message === undefined ? "" : `: ${message}`}` }),
    ),
  stream: (context, given) => toldItems((tell: (told: Told) => void) => down(context, given, tell)),
});

async function down(
  context: OperationContext<Ports>,
  { name, volumes, plan }: z.output<typeof input>,
  tell: (told: Told) => void,
): Promise<z.output<typeof output>> {
  await findStack(context, name);
  const steps = await planDown(context, name, { volumes });
  if (plan !== undefined && planId({ endpoint: endpointName(context), name, down: true, volumes }, steps) !== plan)
    throw new GnosisError("CONFLICT", `Taking ${name} down would do something else by now than that plan says.`, {
      where: "/plan",
      next: "Make a new plan with stack.plan.",
    });
  const bringing: Bringing = {
    ...{ context, tell, patience: 60_000, done: [] },
    planned: plan === undefined ? new Set() : plannedKeys(steps),
  };
  await sayingDone(bringing, () => takeDown(bringing, steps));
  const { done } = bringing;
  return {
    message: done.length === 0 ? `Nothing of ${name} was there` : `Stack ${name} is down`,
    ...{ name, steps: done.map(tellDone) },
  };
}

/** Ends containers side by side, each after those that wait for it, and takes away what they used when all of them are gone. */
async function takeDown(bringing: Bringing, steps: readonly Step[]): Promise<void> {
  const ends = Map.groupBy(
    steps.filter(({ kind }) => kind === "container"),
    ({ id = "" }) => id,
  );
  const containers = [...ends.values()].flatMap(([first]) => (first?.placed === undefined ? [] : [first.placed]));
  const waits = waitsOf(containers);
  const pieces = containers.map(({ service, target: { id } }, at) => ({
    name: id,
    // Only those before it: labels may say that two wait for each other.
    after: containers
      .slice(0, at)
      .flatMap((one) => (waits.get(one.service)?.has(service) === true ? [one.target.id] : [])),
    work: async (halt: AbortSignal) => {
      for (const step of ends.get(id) ?? []) await take({ ...bringing, halt }, step);
    },
  }));
  await sideBySide(pieces);
  for (const step of steps) if (step.kind !== "container") await take(bringing, step);
}
