import { shortId } from "../../text/units.ts";

/** A container of a stack. */
export interface StackContainer {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly health: string | null;
  readonly exit_code: number | null;
}

/** `shop-web-1 0123456789ab running healthy`, several with commas. */
export const containersText = (all: readonly StackContainer[]): string => all.map(containerText).join(", ");

function containerText({ id, name, state, health, exit_code: code }: StackContainer): string {
  const how = state === "exited" && code !== null ? `${state}(${code})` : state;
  return `${name} ${shortId(id)} ${how}${health === null ? "" : ` ${health}`}`;
}
