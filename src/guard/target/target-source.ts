import type { Target, TargetKind } from "../../catalogue/target.ts";

/** Where the guard finds the objects of one engine. */
export interface TargetSource {
  /** Every object of that kind; `fresh` asks the engine instead of the live state. */
  readonly list: (
    kind: TargetKind,
    query: { readonly fresh: boolean; readonly signal?: AbortSignal },
  ) => Promise<readonly Target[]>;
}
