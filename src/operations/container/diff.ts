import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import { configDiff } from "../../engine/config-history/config-diff.ts";
import type { ConfigVersion } from "../../engine/config-history/config-keeper.ts";
import { configOf } from "../../engine/config-history/config-of.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { redactValues, secretValues } from "../../kernel/redact-output.ts";
import { redact } from "../../kernel/redaction.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { moment } from "../fields/moment.ts";
import type { Ports } from "../ports.ts";
import { change, changeView } from "./setting-change.ts";
import { versionsOf } from "./versions.ts";

const input = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(512)
    .describe("A container's name, full id or prefix; of one that is gone, its name or full id."),
  from: z
    .union([z.literal("image"), moment("How it was then.")])
    .default("image")
    .describe("`image`: what its image sets by itself; or how the container was at a moment."),
  to: z
    .union([z.literal("now"), moment("How it was then.")])
    .default("now")
    .describe("`now`: what the engine says at this moment; or how the container was at a moment."),
});

/** Compares a container's set-up with another time's or its image's. */
export const containerDiff = define({
  id: "container.diff",
  summary:
    "Compare a container's configuration between two moments, with its image's defaults, or with the engine now.",
  risk: "read",
  http: { method: "GET", path: "/api/containers/{id}/diff" },
  input,
  output: z.object({ container_id: z.string(), full_id: z.string(), changes: z.array(change) }),
  deadline: 30_000,
  errors: [...engineErrors, "CONTAINER_NOT_FOUND", "REFERENCE_AMBIGUOUS", "IMAGE_NOT_FOUND"],
  examples: [
    { title: "What was set beside the image's defaults", input: { id: "web" } },
    { title: "What changed since yesterday", input: { id: "web", from: "1d" } },
  ],
  run: async (context, asked) => {
    const versions = await versionsOf(context, asked.id);
    const { container } = versions.at(-1) ?? versions[0];
    const after = asked.to === "now" ? await configNow(context, container) : at(versions, asked.to, "to");
    const answer = { container_id: asked.id, full_id: container };
    if (asked.from !== "image") {
      return { ...answer, changes: configDiff(at(versions, asked.from, "from"), after).map(changeView) };
    }
    const defaults = await imageDefaults(context, String(after["Image"]));
    const settings = { Config: (after["Config"] ?? {}) as Record<string, unknown> };
    // Only what an image can set: the rest has no default that could differ.
    const own = Object.fromEntries(imageSettings.map((name) => [name, settings.Config[name]]));
    return { ...answer, changes: configDiff({ Config: defaults }, { Config: own }).map(changeView) };
  },
});

const imageSettings = ["Cmd", "Entrypoint", "Env", "ExposedPorts", "Healthcheck", "Labels", "StopSignal", "User", "Volumes", "WorkingDir"]; // prettier-ignore

async function configNow(context: OperationContext<Ports>, id: string): Promise<Readonly<Record<string, unknown>>> {
  const { value } = await context.ports.reader.container(id, { fresh: true, signal: context.signal });
  return configOf(value);
}

async function imageDefaults(context: OperationContext<Ports>, image: string): Promise<Record<string, unknown>> {
  const { value } = await context.ports.reader.image(image, { signal: context.signal });
  const config = redactValues(redact({ Config: { ...value.Config } }), secretValues(value.Config?.Env)).Config;
  return Object.fromEntries(imageSettings.map((name) => [name, config[name]]));
}

/** How the container was at a moment (Unix seconds). */
function at(versions: readonly ConfigVersion[], seconds: number, where: string): Readonly<Record<string, unknown>> {
  const version = versions.findLast(({ time }) => time <= seconds * 1000);
  if (version) return version.config;
  const first = new Date(versions[0]!.time).toISOString();
  throw new GnosisError("INPUT_INVALID", "Nothing is kept of that time.", {
    where,
    next: `Give a moment from ${first} on.`,
  });
}
