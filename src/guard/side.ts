import type { Target } from "../catalogue/target.ts";
import type { Containment } from "./containment/containment.ts";
import type { TargetSource } from "./target/target-source.ts";

/** What the guard needs of one engine. */
export interface GuardSide {
  /** The endpoint's name. */
  readonly name: string;
  /** What operations on this engine work with. */
  readonly ports: unknown;
  readonly targets: TargetSource;
  /** Removed containers that can come back, under the names they had. */
  readonly removed?: TargetSource;
  /** True for what lies in the trash: it is looked at as if it were gone. */
  readonly hides?: (target: Target) => boolean;
  readonly containment: Containment;
  /** The engine's own inspect answer of a container, asked now. */
  readonly inspectContainer: (id: string, signal?: AbortSignal) => Promise<unknown>;
  /** Bytes that an object holds of its own: a writable layer, an image with its layers, a volume's files; undefined where that is not known in time. */
  readonly sizeOf?: (target: Target, signal?: AbortSignal) => Promise<number | undefined>;
  /** Why removing a volume would be for good, so that it has to be asked for; undefined when it is copied first. */
  readonly forGood?: (volume: string, purge: boolean) => Promise<string | undefined>;
  /** The same of a container that was made just now, in place of `inspectContainer` where memory takes it in with that question. */
  readonly inspectMade?: (id: string) => Promise<unknown>;
  /** Removes a container that must not stay, with its anonymous volumes. */
  readonly removeContainer: (id: string) => Promise<void>;
}
