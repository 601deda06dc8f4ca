import type { Target, TargetKind } from "../../catalogue/target.ts";

/** Where the guard finds the objects of one engine. */
export interface TargetSource {
  /** Every object of that kind; `fresh` asks the engine instead of the live state. */
  readonly list: (
    kind: TargetKind,
    query: { readonly fresh: boolean; readonly signal?: AbortSignal },
  ) => Promise<readonly Target[]>;
  /**
   * The one whose full id or unique name this is, as `list` would have it, where memory can say so without looking at all of them; with
   * `lastKnown` as memory knew it last, however long ago.
   */
  readonly known?: (kind: TargetKind, reference: string, lastKnown?: boolean) => Promise<Target | undefined>;
}
