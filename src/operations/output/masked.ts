import type { ContainerInspect } from "../../engine/model.ts";
import { redactOutput, secretValues } from "../../kernel/redact-output.ts";

/** What takes secrets out of a program's output: text in, text out. */
export type Mask = (text: string) => string;

/** For callers who may not see secrets: also the values that this container's own environment holds are taken out. */
export function outputMask(reveals: boolean, container?: ContainerInspect): Mask {
  if (reveals) return (text) => text;
  const secrets = secretValues(container?.Config.Env);
  return (text) => redactOutput(text, secrets);
}
