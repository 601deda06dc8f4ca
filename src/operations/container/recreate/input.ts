import { z } from "zod";
import { duration } from "../../fields/duration.ts";
import { reference } from "../../fields/reference.ts";
import { createFields } from "../create/input.ts";
import { limitFields, refuseContradictions } from "../create/limits.ts";

const names = (description: string) => z.array(z.string().min(1).max(256)).optional().describe(description);
const { image, command, entrypoint, env, environment, labels, ports, volumes, mounts } = createFields;
const { hostname, user, workdir, healthcheck, stop_signal, stop_timeout, read_only, init, extra_hosts } = createFields;

/** What a recreated container may have otherwise than before; what is not named stays. */
export const recreateInput = z
  .strictObject({
    id: reference("container"),
    image: image.optional().describe("Another image, or a tag that has moved; the very image it has when absent."),
    version: z
      .string()
      .regex(/^[0-9a-f]{6,64}$/u)
      .optional()
      .describe("Takes the settings of this version, a hash or its beginning, as container.history shows it."),
    ...{ command, entrypoint, env, environment },
    env_remove: names("Variables to take away."),
    labels,
    labels_remove: names("Labels to take away."),
    ports: ports.describe("The published ports, instead of those it has."),
    volumes: volumes.describe(
      "Volumes and host directories that are added, or take the place of what is at that path.",
    ),
    mounts: mounts.describe("The same in the engine's own form."),
    mounts_remove: names("Paths inside at which nothing is mounted any more."),
    ...{ hostname, user, workdir, healthcheck, stop_signal, stop_timeout, read_only, init, extra_hosts },
    ...limitFields,
    timeout: duration(
      "How long the former one may take to end before it is killed; what it asks for itself, or 10s, when absent.",
    )
      .refine((given) => given <= 600_000, "is at most 10m")
      .optional(),
    health_timeout: duration("How long it may take to become healthy; 60s when absent, at most 10m.")
      .refine((given) => given <= 600_000, "is at most 10m")
      .optional(),
    settle: duration("How long it must stay up when it has no health check; 5s when absent, at most 5m.")
      .refine((given) => given <= 300_000, "is at most 5m")
      .optional(),
  })
  .superRefine(refuseContradictions);

/** A parsed wish to recreate. */
export type RecreateInput = z.output<typeof recreateInput>;
