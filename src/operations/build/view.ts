import { ownerLabel } from "../../catalogue/owner-label.ts";
import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { shortImageId } from "../image/view.ts";
import type { Ports } from "../ports.ts";
import type { BuildRecord, BuildRegister } from "./register.ts";

/** A build as it is answered: with the members that older clients read. */
export const build = z.object({
  build_id: z.string(),
  status: z.enum(["building", "completed", "failed"]),
  project: z.string(),
  tag: z.string(),
  started: z.string().describe("RFC 3339."),
  completed: z.string().optional().describe("When it ended, RFC 3339."),
  error: z.string().optional().describe("Why it failed, in the engine's words."),
  result: z
    .object({
      id: z.string(),
      full_id: z.string(),
      tag: z.string(),
      tags: z.array(z.string()),
      logs: z.array(z.string()),
    })
    .optional()
    .describe("What was built."),
  logs: z.array(z.string()).describe("What the builder has said so far; the newest part when it is long."),
  truncated: z.boolean().describe("True when older lines are missing."),
});

/** A build in the form that is answered. */
export function buildOf(record: BuildRecord): z.output<typeof build> {
  const { id, status, project, tag, started, completed, error, image, tags, logs, truncated } = record;
  return {
    build_id: id,
    status,
    project,
    tag,
    started,
    ...(completed === undefined ? {} : { completed }),
    ...(error === undefined ? {} : { error }),
    ...(image === undefined
      ? {}
      : { result: { id: shortImageId(image), full_id: image, tag, tags: [...tags], logs: [...logs] } }),
    logs: [...logs],
    truncated,
  };
}

/** The builds; LIMIT_REACHED where this server keeps none. */
export function theBuilds(context: OperationContext<Ports>): BuildRegister {
  const { builds } = context.ports;
  if (builds !== undefined) return builds;
  throw new GnosisError("ENGINE_LACKS", "This server keeps no builds.", { next: "Build with image.build." });
}

/** Whether the caller may see a build: as it may see the image that its starter owns. */
export function seesBuild(context: OperationContext<Ports>, { caller, tags, image, tag }: BuildRecord): boolean {
  return context.sees({
    kind: "image",
    id: image ?? "",
    name: tag,
    labels: { [ownerLabel]: caller },
    references: tags,
  });
}
