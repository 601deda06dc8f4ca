import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { ContainerInspect } from "../../engine/model.ts";
import { timestamp } from "../../kernel/clock.ts";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import type { Ports } from "../ports.ts";
import { targetById } from "../fields/reference.ts";
import { theContainer } from "./act.ts";
import { createErrors } from "./create/errors.ts";
import { recreateBody, settingsBody } from "./recreate/body.ts";
import { containerCreate } from "./create.ts";
import { recreateInput } from "./recreate/input.ts";
import { swapIn } from "./recreate/swap-in.ts";
import { recreateWarnings } from "./recreate/warnings.ts";
import { containerRemove } from "./remove.ts";
import { watch } from "./recreate/watch.ts";
import { nameOf } from "./view.ts";

/** Puts a container with another image or other settings in the place of one that is there. */
export const containerRecreate = define({
  id: "container.recreate",
  summary:
    "Recreate a container with a new image, changed settings or an earlier version; it is put back when that fails.",
  description:
    "What is not named stays as it is, also networks, addresses and volumes. The former container is stopped and kept: it comes back as it was when the new one can't be started or does not become healthy, and goes into the trash otherwise. A container that does not run is replaced by one that does not run. A new image must be there: pull it first.",
  risk: "destroy",
  riskCeiling: "host",
  http: { method: "POST", path: "/api/containers/{id}/recreate", failure: "Failed to recreate container" },
  input: recreateInput,
  output: z.object({
    message: z.string().describe("What was done, for people."),
    container: z.object({
      id: z.string().describe("Full id of the new one."),
      name: z.string(),
      image: z.string(),
      status: z.string().describe("`unknown` when the engine went away right after it."),
      health: z.string().nullable().describe("Null without a health check."),
    }),
    former: z.object({
      id: z.string().describe("Full id of the one that was there."),
      state: z.enum(["trash", "stopped"]).describe("Where it is: in the trash, or stopped under another name."),
      name: z.string().nullable().describe("The other name, where it is not in the trash."),
      restorable_until: z.string().nullable().describe("Until when the trash keeps it, RFC 3339."),
    }),
    warnings: z.array(z.string()).describe("What the engine warns of."),
  }),
  targets: [...targetById("container"), { kind: "image", reference: ({ image }) => image }],
  creates: "container",
  keepsOwner: true,
  comprises: [
    { operation: containerRemove, on: (targets) => targets.filter(({ kind }) => kind === "container") },
    { operation: containerCreate, on: (targets) => targets.slice(-1) },
  ],
  body: { kind: "container.create", of: settingsBody, resolve: recreateBody },
  deadline: 2_100_000,
  errors: [...new Set([...containerChangeErrors, ...createErrors])],
  examples: [
    { title: "Run it from a newer image", input: { id: "web", image: "busybox:latest" } },
    {
      title: "Change a variable and publish another port",
      input: { id: "web", env: { MODE: "fast" }, ports: { "80": 0 } },
    },
  ],
  async run(context, input) {
    const target = theContainer(context);
    const warnings = await recreateWarnings(context, target, input);
    const patience = { health: input.health_timeout ?? 60_000, settle: input.settle ?? 5000 };
    const swapped = await swapIn(context, {
      container: target.id,
      ...(input.timeout === undefined ? {} : { timeout: input.timeout }),
      watch: (made) => watch(context, made, patience),
      tell: (message) => context.progress({ message }),
    });
    const { id, former, now } = swapped;
    warnings.push(...swapped.warnings);
    const inTrash = former.kind === "trash";
    return {
      message: `Container ${input.id} recreated successfully`,
      container: { id, ...shown(context, target.name, now) },
      former: {
        id: target.id,
        state: former.kind,
        name: inTrash ? null : former.name,
        restorable_until: inTrash ? timestamp(former.trashed.expiresAt) : null,
      },
      warnings,
    };
  },
});

function shown({ body }: OperationContext<Ports>, name: string, inspect: ContainerInspect | undefined) {
  if (inspect === undefined) return { name, image: String(body?.["Image"] ?? ""), status: "unknown", health: null };
  const { Config, State } = inspect;
  return { name: nameOf(inspect), image: Config.Image, status: State.Status, health: State.Health?.Status ?? null };
}
