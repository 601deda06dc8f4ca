import type { CallerShape, ObjectShape } from "../shapes.ts";

/** One field that differs between two calls; null where it is left out. */
export interface Difference {
  readonly field: string;
  readonly was: unknown;
  readonly is: unknown;
}

/** A safer call that is offered in place of one that waits. */
export interface Offer {
  readonly operation: string;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly says: string;
}

/** One approval as lists show it. */
export interface Approval {
  readonly id: string;
  readonly state: string;
  readonly operation: string;
  readonly summary: string;
  readonly risk: string;
  readonly endpoint: string;
  readonly caller: CallerShape & { readonly id: string };
  readonly targets: readonly (ObjectShape & { readonly state: Readonly<Record<string, unknown>> })[];
  readonly input: unknown;
  readonly rule: string;
  readonly reason: string;
  readonly claimed_reason: string | null;
  readonly effects: readonly string[];
  readonly undo: string | null;
  readonly changed: readonly string[];
  readonly asked: string;
  readonly expires: string;
  readonly decided: string | null;
  readonly decided_by: { readonly name: string } | null;
  readonly verdict: string | null;
  readonly comment: string | null;
  readonly until: string | null;
  readonly extended: string | null;
  readonly instead: { readonly operation: string; readonly differs: readonly Difference[] } | null;
  readonly edited_from: string | null;
  readonly offers: readonly Offer[];
  readonly run: { readonly state: string; readonly error?: { readonly message: string } } | null;
}
