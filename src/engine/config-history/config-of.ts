import { redactValues, secretValues } from "../../kernel/redact-output.ts";
import { redact } from "../../kernel/redaction.ts";
import type { ContainerInspect } from "../model.ts";

/** Parts of an inspect answer that somebody chose; the rest is state, which changes by itself. */
const chosen = ["Name", "Image", "Path", "Args", "Platform", "Config", "HostConfig", "Mounts"] as const;

/** How a container is set up: what its inspect answer says apart from its state, secrets masked, in a fixed order. */
export function configOf(inspect: ContainerInspect): Readonly<Record<string, unknown>> {
  const parts = Object.fromEntries(chosen.map((part) => [part, inspect[part] ?? null]));
  const mounts = (inspect.Mounts ?? []).toSorted((a, b) => ((a.Destination ?? "") < (b.Destination ?? "") ? -1 : 1));
  const masked = redact({ ...parts, Name: inspect.Name.replace(/^\//, ""), Mounts: mounts });
  // What the environment keeps secret may stand in a command or a label as well.
  return redactValues(masked, secretValues(inspect.Config.Env));
}
