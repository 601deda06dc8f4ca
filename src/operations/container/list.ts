import { z } from "zod";
import type { ContainerInspect, ContainerSummary } from "../../engine/model.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { lasting } from "../../kernel/lasting-json.ts";
import { redactValues, secretValues } from "../../kernel/redact-output.ts";
import { redact } from "../../kernel/redaction.ts";
import { define } from "../define.ts";
import { fresh } from "../fields/fresh.ts";
import { engineErrors } from "../fields/errors.ts";
import { labelFilter } from "../fields/labels.ts";
import { limit } from "../fields/page.ts";
import { eachOf } from "./each-of.ts";
import { once } from "../../kernel/once.ts";
import { containerSummary, containerTarget, summaryOf } from "./view.ts";

const states = ["created", "running", "paused", "restarting", "removing", "exited", "dead"] as const;
const filter = (description: string) => z.string().min(1).max(512).optional().describe(description);

const digits = z.string().regex(/^[0-9a-f]{1,64}$/u, "An id has 64 hexadecimal digits; its first ones do too.");

const input = z.strictObject({
  all: z.boolean().default(false).describe("Lists those that don't run too."),
  status: z.enum(states).optional().describe("Only those in this state, whether they run or not."),
  name: filter("Only those whose name contains this, or matches it as a regular expression."),
  id: z
    .union([digits, z.array(digits).min(1).max(500)])
    .optional()
    .describe("Only these: ids, or the first digits of them."),
  label: labelFilter.optional(),
  image: filter("Only those made from this image or one built on it."),
  network: filter("Only those in this network, by name or id."),
  volume: filter("Only those that mount this volume or path."),
  project: filter("Only those of this Compose project."),
  health: z.enum(["starting", "healthy", "unhealthy", "none"]).optional().describe("Only those of this health."),
  exit_code: z.int().min(0).max(255).optional().describe("Only those that ended with this code."),
  before: filter("Only those created before this container."),
  since: filter("Only those created after this container."),
  limit: limit.optional(),
  fresh,
});

/** Lists containers. */
export const containerList = define({
  id: "container.list",
  summary: "List containers: the running ones, or all of them, narrowed by status, name, label, image and more.",
  risk: "read",
  http: { method: "GET", path: "/api/containers" },
  input,
  output: z.object({
    containers: z.array(containerSummary).describe("Newest first."),
    total: z.number().describe("How many there are in this answer."),
  }),
  deadline: 30_000,
  errors: engineErrors,
  examples: [
    { title: "All containers, running or not", input: { all: true } },
    { title: "Those that ended, of one project", input: { status: "exited", project: "shop" } },
  ],
  async run(context, asked) {
    const { reader } = context.ports;
    const { value, age } = await reader.containers({
      all: asked.all,
      filters: filtersOf(asked),
      fresh: asked.fresh,
      signal: context.signal,
    });
    context.observed(age);
    const visible = value.filter((summary) => context.sees(targetOf(summary))).slice(0, asked.limit);
    const whole = visible.length === value.length ? answers[context.revealsSecrets ? "bare" : "masked"] : undefined;
    const known = whole?.get(value);
    if (known) return known;
    const inspects = await eachOf(visible, async (summary: ContainerSummary) => {
      try {
        return (
          await reader.container(summary.Id, { remembered: !asked.fresh, fresh: asked.fresh, signal: context.signal })
        ).value;
      } catch (error) {
        // It went away between the list and this look: then it is simply not in the list.
        if (error instanceof GnosisError && error.code === "CONTAINER_NOT_FOUND") return undefined;
        throw error;
      }
    });
    const view = context.revealsSecrets ? bareView : maskedView;
    const containers = lasting(inspects.filter((one): one is ContainerInspect => one !== undefined).map(view));
    const answer = lasting({ containers, total: containers.length });
    // Memory gives the same list until something in it changes, and so do we.
    if (age.source === "memory" && inspects.length === containers.length) whole?.set(value, answer);
    return answer;
  },
});

type View = z.output<typeof containerSummary>;
type Answer = { containers: View[]; total: number };

/** Answers about lists that memory may give again, for those who may see secrets and for others. */
const answers = {
  bare: new WeakMap<readonly ContainerSummary[], Answer>(),
  masked: new WeakMap<readonly ContainerSummary[], Answer>(),
};

const targetOf = once(containerTarget);
const bareView = once((one: ContainerInspect) => lasting(summaryOf(one)));
/** Masked by names and shapes, and by the values that the container's own environment keeps secret. */
const maskedView = once((one: ContainerInspect) =>
  lasting(redactValues(redact(summaryOf(one)), secretValues(one.Config.Env))),
);

function filtersOf(asked: z.output<typeof input>): Record<string, string[]> {
  const labels = [
    ...(asked.label ?? []),
    ...(asked.project === undefined ? [] : [`com.docker.compose.project=${asked.project}`]),
  ];
  const filters: Record<string, string[]> = labels.length === 0 ? {} : { label: labels };
  const add = (key: string, value: string | number | undefined): void => {
    if (value !== undefined) filters[key] = [String(value)];
  };
  add("status", asked.status);
  if (asked.id !== undefined) filters["id"] = [asked.id].flat();
  add("name", asked.name);
  add("ancestor", asked.image);
  add("network", asked.network);
  add("volume", asked.volume);
  add("health", asked.health);
  add("exited", asked.exit_code);
  add("before", asked.before);
  add("since", asked.since);
  return filters;
}
