import type { Foresight, Part } from "../../catalogue/operation.ts";
import type { Difference } from "./compare/differences.ts";
import type { Instance } from "./instance.ts";
import type { Placed } from "./look.ts";

/** What a step does. */
export const actions = ["pull", "create", "recreate", "start", "stop", "remove"] as const;

/** One step on the way to what a document says. */
export interface Step {
  readonly action: (typeof actions)[number];
  readonly kind: "image" | "network" | "volume" | "container";
  readonly name: string;
  /** Full id of what is there and is changed. */
  readonly id?: string;
  readonly service?: string;
  /** Why a container is recreated. */
  readonly differences: readonly Difference[];
  /** What is decided and recorded. */
  readonly part: Part;
  /** Of a container that is made. */
  readonly instance?: Instance;
  /** Of a container that is there. */
  readonly placed?: Placed;
  readonly platform?: string;
  /** True where it comes to this only when the image that is fetched is another one. */
  readonly perhaps?: boolean;
}

/** What tells one step from another, and the same step in a later plan. */
export const stepKey = ({ action, kind, name, id }: Step): string => `${action} ${kind} ${name} ${id ?? ""}`.trim();

/** What a step comes to. */
export interface Outlook {
  readonly step: Step;
  readonly foresight: Foresight;
}
