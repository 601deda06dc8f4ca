import { z } from "zod";
import { timestamp } from "../../kernel/clock.ts";
import type { StackDeployment, StackVersion } from "../stack-shelf.ts";
import type { FoundStack } from "./kept.ts";
import type { Placed } from "./look.ts";

/** Who did something. */
const actor = z.object({ id: z.string(), name: z.string() }).nullable();

/** One container of a stack. */
export const stackContainer = z.object({
  id: z.string().describe("Full id."),
  name: z.string(),
  number: z.int(),
  state: z.string().describe("created, running, paused, restarting, exited or dead."),
  health: z.string().nullable().describe("Null without a health check."),
  exit_code: z.int().nullable().describe("Null while it runs."),
  image: z.string().describe("The reference that it was made from."),
  image_id: z.string(),
  started: z.string().nullable().describe("RFC 3339; null where it has never run."),
});

/** One service of a stack. */
export const stackService = z.object({
  name: z.string(),
  image: z.string().nullable().describe("As the document says; null where that isn't kept or names it no more."),
  wanted: z.int().nullable().describe("Containers that it should have; null where no document is kept."),
  running: z.int(),
  state: z.enum(["running", "partial", "stopped", "none"]),
  profiles: z.array(z.string()),
  containers: z.array(stackContainer),
});

/** A version of a document, without its text. */
export const stackVersion = z.object({
  hash: z.string().describe("Names its content; the same content has the same one."),
  time: z.string().describe("RFC 3339."),
  by: actor,
  reason: z.string().nullable(),
});

/** One time that a stack was brought up. */
export const stackDeployment = z.object({
  version: z.string(),
  time: z.string().describe("RFC 3339."),
  by: actor,
  images: z
    .array(z.object({ service: z.string(), image: z.string(), id: z.string(), digest: z.string().nullable() }))
    .describe("What each service ran then; the registry's digest where the image has one."),
});

const never = "0001-01-01T00:00:00Z";

/** A container as it is told. */
export const tellContainer = ({ inspect, target, number }: Placed): z.output<typeof stackContainer> => ({
  ...{ id: target.id, name: target.name, number, state: inspect.State.Status },
  health: inspect.State.Health === undefined || inspect.State.Health.Status === "none" ? null : inspect.State.Health.Status, // prettier-ignore
  exit_code: inspect.State.Running ? null : inspect.State.ExitCode,
  ...{ image: inspect.Config.Image, image_id: inspect.Image },
  started: inspect.State.StartedAt === never ? null : inspect.State.StartedAt,
});

/** How a number of containers is, in a word. */
export function stateOf(containers: readonly Placed[]): "running" | "partial" | "stopped" | "none" {
  if (containers.length === 0) return "none";
  const running = containers.filter(({ inspect }) => inspect.State.Running).length;
  return running === containers.length ? "running" : running === 0 ? "stopped" : "partial";
}

/** A version as it is told. */
export const tellVersion = ({ hash, time, by, reason }: StackVersion): z.output<typeof stackVersion> => ({
  ...{ hash, time: timestamp(time), by: { id: by.id, name: by.name }, reason },
});

/** A deployment as it is told. */
export const tellDeployment = ({ hash, time, by, images }: StackDeployment): z.output<typeof stackDeployment> => ({
  ...{ version: hash, time: timestamp(time), by: { id: by.id, name: by.name } },
  images: images.map((image) => ({ ...image })),
});

/** What a service's containers say, by its name. */
export const byService = ({ containers }: Pick<FoundStack, "containers">): ReadonlyMap<string, readonly Placed[]> => {
  const map = new Map<string, Placed[]>();
  for (const placed of containers) map.set(placed.service, [...(map.get(placed.service) ?? []), placed]);
  return map;
};
