import type { OperationContext } from "../../catalogue/operation.ts";
import type { Target } from "../../catalogue/target.ts";
import type { Ports } from "../ports.ts";

/** What can be pruned. `cache` is the build cache. */
export const pruneKinds = ["container", "image", "volume", "network", "cache"] as const;
export type PruneKind = (typeof pruneKinds)[number];

/** Which of the unused objects are meant. */
export interface Choice {
  /** Images with a tag, and volumes with a name, too. */
  readonly all: boolean;
  /** `name` or `name=value`; all must match. */
  readonly label?: readonly string[];
  /** Unix seconds: only what was made before. */
  readonly until?: number;
}

/** One thing that nobody uses. */
export interface Candidate {
  readonly kind: PruneKind;
  readonly id: string;
  readonly name: string;
  /** The object as policy sees it; absent for build cache. */
  readonly target?: Target;
  /** What its removal frees; null where the engine does not say. */
  readonly bytes: number | null;
  /** RFC 3339; null where it is not known. */
  readonly created: string | null;
  /** RFC 3339; null where nothing is known of a use. */
  readonly lastUsed: string | null;
  /** What builds on it, or refers to it, without using it. */
  readonly dependants: readonly string[];
  /** Tells whether it is still as it was when it was found. */
  readonly mark: string;
}

/** What the disk usage of the engine tells, asked once for all kinds. */
export interface Sizes {
  /** Bytes of images that no other image shares, by id. */
  readonly images: ReadonlyMap<string, number>;
  readonly volumes: ReadonlyMap<string, number>;
}

/** What finding needs of a call. */
export type Looking = Pick<OperationContext<Ports>, "ports" | "signal">;

/** How the unused objects of one kind are found and removed. */
export interface Prunable {
  readonly kind: PruneKind;
  /** Id of the operation whose undo takes its removal back. */
  readonly undoneAs: string;
  /** In the order in which they can be removed: what builds on others comes before them. */
  readonly find: (context: Looking, choice: Choice, sizes?: Sizes) => Promise<readonly Candidate[]>;
  /** Why it has to stay as things are now; undefined when it may go. Asked right before it goes. */
  readonly look: (context: OperationContext<Ports>, candidate: Candidate) => Promise<string | undefined>;
  /** Removes it, by its full id and without force. */
  readonly remove: (context: OperationContext<Ports>, candidate: Candidate) => Promise<unknown>;
}

/** Why something that is not there any more can't be removed. */
export const goneAlready = "It is gone already.";

/** The engine's answer, or undefined when there is no such object any more. */
export async function unlessGone<T>(asking: Promise<T>, code: string): Promise<T | undefined> {
  try {
    return await asking;
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === code) return undefined;
    throw thrown;
  }
}

/** Names of a few, for a sentence. */
export const few = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;

/** The engine's `filters` for labels. */
export const labelled = ({ label }: Choice): Readonly<Record<string, readonly string[]>> =>
  label === undefined ? {} : { label };
