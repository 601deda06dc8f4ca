import type { Containment } from "./containment/containment.ts";
import type { TargetSource } from "./target/target-source.ts";

/** What the guard needs of one engine. */
export interface GuardSide {
  /** The endpoint's name. */
  readonly name: string;
  /** What operations on this engine work with. */
  readonly ports: unknown;
  readonly targets: TargetSource;
  readonly containment: Containment;
  /** The engine's own inspect answer of a container, asked now. */
  readonly inspectContainer: (id: string, signal?: AbortSignal) => Promise<unknown>;
  /** Removes a container that must not stay, with its anonymous volumes. */
  readonly removeContainer: (id: string) => Promise<void>;
}
