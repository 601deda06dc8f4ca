import type { OperationContext } from "../../../catalogue/operation.ts";
import type { ContainerInspect } from "../../../engine/model.ts";
import { GnosisError } from "../../../kernel/errors.ts";
import type { Swapped } from "../../container-swap.ts";
import type { Ports } from "../../ports.ts";
import { makeInPlace, type InPlace } from "./make.ts";

/** How one container takes another's place. */
export interface SwapIn {
  /** Full id of the one that is there. */
  readonly container: string;
  /** Milliseconds that it may take to end; what it asks for itself when absent. */
  readonly timeout?: number;
  readonly platform?: string;
  /** Ends when the new one runs well; throws when it does not. */
  readonly watch: (id: string) => Promise<void>;
  readonly tell: (message: string) => void;
}

/** What came of it. */
export interface SwappedIn extends Swapped {
  /** As the engine has it; that it can't be looked at does not make what has been done a failure. */
  readonly now: ContainerInspect | undefined;
  readonly warnings: readonly string[];
}

/** Puts the container that was judged in the place of another, and keeps both in the history; everything is as it was when it throws. */
export async function swapIn(
  context: InPlace & Pick<OperationContext<Ports>, "caller">,
  { container, timeout, platform, watch, tell }: SwapIn,
): Promise<SwappedIn> {
  const { ports, signal, caller } = context;
  const { swap, configs, reader } = ports;
  if (swap === undefined) throw new GnosisError("CONFLICT", "Containers of this engine can't be recreated.");
  const warnings: string[] = [];
  let successor: string | undefined;
  const swapping = swap.swap({
    container,
    ...(timeout === undefined ? {} : { grace: Math.ceil(timeout / 1000) }),
    by: caller.name,
    successor: {
      make: async (name) => {
        tell("Creating the new container");
        const made = await makeInPlace(context, name, platform);
        warnings.push(...made.warnings);
        successor = made.id;
        configs?.succeeds(made.id, container);
        return made.id;
      },
    },
    watch: async (made) => {
      tell("Watching the new container");
      await watch(made);
    },
  });
  const swapped = await swapping.catch((error: unknown) => {
    if (successor !== undefined) configs?.settled(successor);
    throw error;
  });
  const now = await reader.container(swapped.id, { fresh: true, signal }).then(
    ({ value }) => value,
    () => undefined,
  );
  configs?.settled(swapped.id, now);
  return { ...swapped, now, warnings };
}
