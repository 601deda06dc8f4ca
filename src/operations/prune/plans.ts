import type { CallerView } from "../../catalogue/operation.ts";
import type { Candidate } from "./prunable.ts";

/** What a prune would remove, as it was found. */
export interface PrunePlan {
  readonly id: string;
  /** Unix milliseconds, both. */
  readonly made: number;
  readonly expires: number;
  /** In the order of removal. */
  readonly candidates: readonly Candidate[];
}

/** Plans that can still be applied. Implemented by the app. */
export interface PrunePlans {
  /** Keeps a plan for its caller and that engine alone; the oldest of the caller's make room. */
  readonly keep: (caller: CallerView, endpoint: string, candidates: readonly Candidate[]) => PrunePlan;
  /** Throws PLAN_NOT_FOUND for one that is not there, has expired, or is another caller's or engine's. */
  readonly find: (caller: CallerView, endpoint: string, id: string) => PrunePlan;
}
