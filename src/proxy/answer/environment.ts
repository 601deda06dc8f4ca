import type { Target } from "../../catalogue/target.ts";
import type { ContainerInspect } from "../../engine/model.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { redactEnvironment } from "../../kernel/redaction.ts";
import type { Turn } from "../forward/turn.ts";

/**
 * The inspect answer as the caller may have it: whoever may run commands in a container can read its environment there, all others get
 * the names with masked values.
 */
export async function withoutSecrets(turn: Turn, target: Target, inspect: ContainerInspect): Promise<ContainerInspect> {
  if (inspect.Config.Env === null || (await mayExecute(turn, target.id))) return inspect;
  return { ...inspect, Config: { ...inspect.Config, Env: redactEnvironment(inspect.Config.Env) } };
}

/** Whether the caller may run a command in the container, as that user where one is given. */
export async function mayExecute(turn: Turn, container: string, user?: string): Promise<boolean> {
  const { parts, endpoint } = turn.socket;
  const { caller, signal } = turn;
  const operation = parts.operation("container.exec");
  if (operation === undefined || !parts.guard.mayEver(caller, operation)) return false;
  try {
    const input = { id: container, command: ["true"], ...(user === undefined ? {} : { user }) };
    const { decision } = await parts.guard.preview({ operation, input, caller, endpoint, signal });
    return decision.effect === "allow";
  } catch (thrown) {
    if (thrown instanceof GnosisError) return false;
    throw thrown;
  }
}
