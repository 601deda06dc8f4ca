import type { Further } from "../forward/admit-turn.ts";
import type { Turn } from "../forward/turn.ts";

/** The admission of another operation than the route's own; nothing where `id` is. */
export function socketOperation(turn: Turn, id: string | undefined): Further {
  if (id === undefined) return {};
  const operation = turn.socket.parts.operation(id);
  if (operation === undefined) throw new Error(`There is no operation ${id}.`);
  return { operation };
}
