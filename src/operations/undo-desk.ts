import type { CallerView } from "../catalogue/operation.ts";

/** One change that an undo would take back. */
export interface UndoStep {
  /** Id of the change's record. */
  readonly record: string;
  readonly operation: string;
  readonly target: string;
  /** Unix milliseconds of the change. */
  readonly time: number;
  /** `ready`; `done` before; `nothing` was changed; `impossible`; `conflict`: would be refused as things stand. */
  readonly state: "ready" | "done" | "nothing" | "impossible" | "conflict";
  /** What would be done, or why not. */
  readonly summary: string;
}

/** A step that has been taken. */
export interface UndoneStep extends UndoStep {
  /** Id of the record of the undo itself. */
  readonly undoneBy?: string;
  /** Why it failed. */
  readonly error?: string;
}

/** What is to be taken back: one change, or all of a session in reverse order. */
export type UndoWhat = { readonly record: string } | { readonly session: string };

/** Takes changes back, each through the guard under the caller's own role. Implemented by the app. */
export interface UndoDesk {
  readonly plan: (caller: CallerView, what: UndoWhat) => Promise<readonly UndoStep[]>;
  /** Stops at the first step that fails; what was taken back until then stays so. */
  readonly run: (caller: CallerView, what: UndoWhat, signal: AbortSignal) => Promise<readonly UndoneStep[]>;
}
