import type { Risk } from "../risk.ts";

/** What a person changes in a call that waits. */
export interface Edit {
  /** Another operation that comes to less; the call's own when absent. */
  readonly operation?: string;
  /** Fields in place of the call's; null leaves one out. */
  readonly changes: Readonly<Record<string, unknown>>;
}

/** An edit that is offered, with what it comes to. */
export interface EditOffer extends Edit {
  readonly operation: string;
  readonly says: string;
}

/** One field that differs between two calls; null where it is left out. Secrets are masked. */
export interface Difference {
  readonly field: string;
  readonly was: unknown;
  readonly is: unknown;
}

/** What would be approved in place of a call that waits. */
export interface EditPreview {
  /** False where the policy allows it without an approval. */
  readonly asks: boolean;
  readonly operation: string;
  readonly risk: Risk;
  /** Masked. */
  readonly input: unknown;
  readonly differs: readonly Difference[];
  readonly effects: readonly string[];
  readonly undo?: string;
  /** What has changed on the objects since the call was asked for. */
  readonly changed: readonly string[];
  /** Of what was shown: given back with the edit, nothing else is approved. */
  readonly digest: string;
}

/** A person's edit; `digest` is that of the preview that was looked at. */
export interface Editing extends Edit {
  readonly digest?: string;
  readonly comment?: string;
}
