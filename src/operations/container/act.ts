import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { Target } from "../../catalogue/target.ts";
import type { ContainerInspect } from "../../engine/model.ts";
import type { Ports } from "../ports.ts";

/** The answer of everything that acts on one container. */
export const acted = z.object({
  message: z.string().describe("What was done, for people."),
  id: z.string().describe("The first 12 digits of the id."),
  full_id: z.string().describe("The id in full."),
  name: z.string(),
  status: z.string().describe("State afterwards; `removed` when it is gone."),
});

/** What to ask of the engine, and how to say that it was done. */
export interface Act {
  /** Last part of the path: `restart`. */
  readonly action: string;
  readonly done: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** Milliseconds that the engine may take until it answers; 30 s when absent. */
  readonly timeout?: number;
}

/** Asks the engine to act on the call's container and says how that container is afterwards. */
export async function act(
  context: OperationContext<Ports>,
  input: { readonly id: string },
  { action, done, query, body, timeout }: Act,
): Promise<z.output<typeof acted>> {
  const target = theContainer(context);
  const { engine, reader } = context.ports;
  const container = await reader.change(target.id, () =>
    engine.json("POST", `/containers/${target.id}/${action}`, {
      signal: context.signal,
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body }),
      ...(timeout === undefined ? {} : { timeout }),
    }),
  );
  return { message: `Container ${input.id} ${done} successfully`, ...asItIs(target, container) };
}

/** The call's container: the guard has resolved it. */
export function theContainer(context: OperationContext<Ports>): Target {
  const target = context.targets.find(({ kind }) => kind === "container");
  if (target === undefined) throw new Error("the operation has no container target");
  return target;
}

/** How a container is after a change; nothing stands for one that is gone. */
export const asItIs = (
  target: { readonly id: string; readonly name: string },
  container: ContainerInspect | undefined,
): Omit<z.output<typeof acted>, "message"> => ({
  id: target.id.slice(0, 12),
  full_id: target.id,
  name: container?.Name.replace(/^\//u, "") ?? target.name,
  status: container?.State.Status ?? "removed",
});
