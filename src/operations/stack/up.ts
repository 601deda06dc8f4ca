import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { duration } from "../fields/duration.ts";
import type { Ports } from "../ports.ts";
import { endpointName } from "../prune/endpoint-name.ts";
import type { KeptStack, StackVersion } from "../stack-shelf.ts";
import { bringUp, plannedKeys, type Bringing, type Told } from "./bring-up.ts";
import { stepErrors, versionErrors } from "./errors.ts";
import { findKept, shelfOf, versionOf } from "./kept.ts";
import { loadOrRefuse } from "./load-stack.ts";
import { containersOf, imageOf } from "./look.ts";
import { planId, sentence } from "./outlook.ts";
import { planUp } from "./plan-up.ts";
import type { StackService } from "./project.ts";
import { doneStep, sayingDone, tellDone, toldItem } from "./told.ts";
import { toldItems } from "./told-items.ts";
import { stackContainer, tellContainer } from "./view.ts";
import { planField, wishFields, wishOf } from "./wish.ts";

const input = z.strictObject({
  ...wishFields,
  plan: planField,
  health_timeout: duration(
    "How long a container may take to become what others wait for; 60s when absent, at most 10m.",
  )
    .refine((given) => given <= 600_000, "is at most 10m")
    .optional(),
});

type Input = z.output<typeof input>;

const output = z.object({
  message: z.string().describe("What was done, for people."),
  name: z.string(),
  version: z.string().describe("Hash of the version that runs now."),
  services: z.array(z.object({ name: z.string(), containers: z.array(stackContainer) })),
  steps: z
    .array(doneStep)
    .describe("What was done, each with its own record; empty when everything was as it should be."),
  warnings: z.array(z.string()),
});

/** Brings a stack up. */
export const stackUp = define({
  id: "stack.up",
  summary:
    "Bring a stack up: fetch images, make what is missing, and recreate only what is otherwise than its document.",
  description:
    "Each step is a call of its own: decided by the policy, judged by containment, recorded, and with a receipt, as if the caller had made it alone. The first that fails ends it, once those beside it have come to their end; a container that could not be recreated is back as it was. Services start in the order in which they wait for each other, those that do not side by side. A version that another caller saved has to be named.",
  risk: "change",
  http: { method: "POST", path: "/api/stacks/{name}/up" },
  input,
  output,
  item: toldItem,
  deadline: 3_600_000,
  errors: [...new Set([...versionErrors, ...stepErrors])],
  examples: [
    { title: "Bring a stack up", input: { name: "shop" } },
    { title: "One service with a new image", input: { name: "shop", services: ["web"], pull: "always" } },
  ],
  effects: async (about, given) => {
    const version = versionOf(about, findKept(about, given.name), given.version);
    const seen = given.plan === undefined ? undefined : shelfOf(about.ports).told(given.plan);
    if (seen !== undefined) return [`Brings up version ${version.hash.slice(0, 12)} of ${given.name}, saved by ${version.by.name}.`, ...seen]; // prettier-ignore
    const { project } = loadOrRefuse(given.name, version.document, version.env);
    const steps = await planUp(about, project, wishOf(given));
    return [
      `Brings up version ${version.hash.slice(0, 12)} of ${given.name}, saved by ${version.by.name}.`,
      ...steps.map((step) => sentence(step)),
      "No plan is named: steps that need an approval of their own are asked for one by one.",
    ];
  },
  run: (context, given) =>
    up(context, given, ({ message, name, action, done, total }) =>
      context.progress({
        message: message === undefined ? `${action} ${name}` : `${name}: ${message}`,
        ...(done === undefined ? {} : { done }),
        ...(total === undefined ? {} : { total }),
      }),
    ),
  stream: (context, given) => toldItems((tell: (told: Told) => void) => up(context, given, tell)),
});

/** Whoever saves a document must not have another caller, who may do more, bring it up unseen. */
function refuseUnseen(
  { caller }: OperationContext<Ports>,
  { name }: KeptStack,
  { by, hash }: StackVersion,
  given: Input,
) {
  if (given.version !== undefined || given.plan !== undefined || by.id === caller.id) return;
  throw new GnosisError(
    "CONFLICT",
    `The version of ${name} that counts, ${hash.slice(0, 12)}, was saved by ${by.name}.`,
    {
      where: "/version",
      next: `Look at it with stack.inspect and stack.plan, and name it: version ${hash.slice(0, 12)}.`,
    },
  );
}

async function up(
  context: OperationContext<Ports>,
  given: Input,
  tell: (told: Told) => void,
): Promise<z.output<typeof output>> {
  const { name, plan } = given;
  const kept = findKept(context, name);
  const version = versionOf(context, kept, given.version);
  refuseUnseen(context, kept, version, given);
  const { project, warnings } = loadOrRefuse(name, version.document, version.env);
  const wish = wishOf(given);
  const endpoint = endpointName(context);
  const steps = plan === undefined ? [] : await planUp(context, project, wish);
  if (plan !== undefined && planId({ endpoint, name, version: version.hash, ...wish }, steps) !== plan)
    throw new GnosisError("CONFLICT", `Bringing ${name} up would do something else by now than that plan says.`, {
      where: "/plan",
      next: "Make a new plan with stack.plan.",
    });
  const bringing: Bringing = {
    ...{ context, tell, patience: given.health_timeout ?? 60_000, done: [] },
    planned: plannedKeys(steps),
  };
  const services = await sayingDone(bringing, () => bringUp(bringing, project, wish));
  const { done } = bringing;
  const by = { id: context.caller.id, name: context.caller.name };
  const images = await Promise.all(services.map((service) => imageRun(context, service)));
  shelfOf(context.ports).deployed(endpoint, name, { hash: version.hash, by, images });
  const containers = await containersOf(context, name);
  return {
    message: done.length === 0 ? `Stack ${name} is as it should be` : `Stack ${name} is up, ${done.length} ${done.length === 1 ? "step" : "steps"} done`, // prettier-ignore
    ...{ name, version: version.hash },
    services: services.map((service) => ({
      name: service.name,
      containers: containers.filter((one) => one.service === service.name).map(tellContainer),
    })),
    steps: done.map(tellDone),
    warnings: warnings.map(({ message }) => message),
  };
}

/** The image that a service has run with. */
async function imageRun(context: OperationContext<Ports>, { name, image }: StackService) {
  const found = await imageOf(context, image);
  return { service: name, image, id: found?.Id ?? "", digest: found?.RepoDigests?.[0] ?? null };
}
