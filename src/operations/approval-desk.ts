import type { CallerView } from "../catalogue/operation.ts";
import type { Difference, Edit, Editing, EditOffer, EditPreview } from "../catalogue/ports/approval-edit.ts";
import type { Risk } from "../catalogue/risk.ts";
import type { TargetKind } from "../catalogue/target.ts";

/** Where an approval stands. */
export const approvalStates = [
  ...(["pending", "approved", "denied", "edited", "expired", "cancelled", "changed", "used"] as const),
] as const;
export type ApprovalState = (typeof approvalStates)[number];

/** What a person is asked to approve, and what became of it. Moments are RFC 3339. */
export interface ApprovalView {
  readonly id: string;
  readonly state: ApprovalState;
  readonly plan: {
    readonly caller: CallerView;
    readonly operation: string;
    readonly summary: string;
    readonly risk: Risk;
    readonly endpoint: string;
    readonly targets: readonly {
      readonly kind: TargetKind;
      readonly id: string;
      readonly name: string;
      readonly state: Readonly<Record<string, unknown>>;
    }[];
    /** Masked. */
    readonly input: unknown;
    readonly rule: string;
    readonly reason: string;
    readonly claimed?: string;
    readonly effects: readonly string[];
    readonly undo?: string;
    readonly changed?: readonly string[];
  };
  readonly digest: string;
  readonly asked: string;
  readonly expires: string;
  readonly decided?: string;
  readonly decidedBy?: { readonly id: string; readonly name: string; readonly role: string; readonly surface: string };
  readonly verdict?: "once" | "minutes" | "deny" | "edit";
  readonly comment?: string;
  readonly until?: string;
  readonly uses: number;
  /** When somebody gave it more time. */
  readonly extended?: string;
  /** What was approved in its place. */
  readonly instead?: {
    readonly approval: string | null;
    readonly operation: string;
    readonly input: unknown;
    readonly differs: readonly Difference[];
  };
  /** The approval in whose place this one was given. */
  readonly editedFrom?: string;
  /** Safer calls that are offered in its place, to those who decide. */
  readonly offers?: readonly EditOffer[];
  /** What came of the call, where the server makes it itself. */
  readonly run?: {
    readonly state: "waiting" | "running" | "done" | "failed";
    readonly record?: string;
    readonly answer?: unknown;
    readonly error?: { readonly code: string; readonly message: string; readonly next?: string };
  };
}

/** A person's answer. */
export type Deciding =
  | { readonly verdict: "once"; readonly comment?: string }
  | { readonly verdict: "minutes"; readonly milliseconds: number; readonly comment?: string }
  | { readonly verdict: "deny"; readonly comment?: string };

/** The queue of what people have to decide. Implemented by the guard, which also knows who may see and decide what. */
export interface ApprovalDesk {
  readonly list: (
    viewer: CallerView,
    query: { readonly state?: ApprovalState; readonly caller?: string; readonly limit?: number },
  ) => readonly ApprovalView[];
  readonly inspect: (viewer: CallerView, id: string) => ApprovalView;
  readonly wait: (viewer: CallerView, id: string, milliseconds: number, signal?: AbortSignal) => Promise<ApprovalView>;
  /** Throws CONFLICT, and asks anew, when an object is no longer as it was shown to who says yes. */
  readonly decide: (decider: CallerView, id: string, deciding: Deciding) => Promise<ApprovalView>;
  /** Gives it more time, once. */
  readonly extend: (decider: CallerView, id: string) => ApprovalView;
  /** What an edit would come to, without approving anything. Throws NOT_SAFER. */
  readonly preview: (decider: CallerView, id: string, edit: Edit) => Promise<EditPreview>;
  /** Approves a safer call in its place. Throws NOT_SAFER, and CONFLICT when `digest` is not that of what would be approved now. */
  readonly edit: (decider: CallerView, id: string, edit: Editing) => Promise<ApprovalView>;
  readonly cancel: (viewer: CallerView, id: string) => ApprovalView;
}

/** A stop of all changes until it is lifted. Moments are RFC 3339. */
export interface FreezeView {
  readonly id: string;
  readonly token?: { readonly id: string; readonly name: string };
  readonly reason: string;
  readonly created: string;
  readonly createdBy: string;
  readonly lifted?: string;
  readonly liftedBy?: string;
}

/** Stops changes. Implemented by the guard. */
export interface Freezer {
  readonly create: (freeze: {
    readonly token?: { readonly id: string; readonly name: string; readonly role: string };
    readonly reason: string;
    readonly by: string;
  }) => FreezeView;
  readonly lift: (id: string, by: string) => FreezeView;
  readonly list: (query?: { readonly all?: boolean }) => readonly FreezeView[];
}
