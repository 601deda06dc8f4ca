import { asGnosisError, type GnosisError } from "../../kernel/errors.ts";
import { loadPolicy, readPolicyText, type LoadedPolicy, type LoadOptions } from "./load-policy.ts";

/** What became of a policy file that changed. */
export type PolicyChange =
  | { readonly kind: "loaded"; readonly digest: string; readonly before: string }
  | { readonly kind: "broken"; readonly digest: string; readonly error: GnosisError };

/** How a policy file is watched. */
export interface WatchOptions extends LoadOptions {
  /** Milliseconds between two looks at the file; 1000 when absent. */
  readonly interval?: number;
  /** Told of every change: for the record and the log. */
  readonly onChange?: (change: PolicyChange) => void;
}

/** A policy file in force. */
export interface WatchedPolicy {
  readonly current: () => LoadedPolicy;
  /** The text of the policy in force. */
  readonly text: () => string;
  /** The error of the file as it stands, while an older policy is still in force. */
  readonly problem: () => GnosisError | undefined;
  /** Looks at the file now instead of at the next turn. */
  readonly reload: () => void;
  readonly close: () => void;
}

/**
 * Keeps a policy file in force: a changed one counts from the next call on, a broken one leaves the old policy standing and is told.
 * The first load throws POLICY_INVALID. The text itself is compared, because watching by inode loses files that are replaced, linked
 * anew or mounted into a container.
 */
export function watchPolicy(file: string, options: WatchOptions = {}): WatchedPolicy {
  let text = readPolicyText(file);
  let policy = loadPolicy(text, { file, ...options });
  let inForce = text;
  let problem: GnosisError | undefined;
  let unreadable = false;
  const fail = (thrown: unknown): void => {
    problem = asGnosisError(thrown);
    options.onChange?.({ kind: "broken", digest: policy.digest, error: problem });
  };
  const reload = (): void => {
    let now: string;
    try {
      now = readPolicyText(file);
    } catch (error) {
      if (!unreadable) fail(error);
      unreadable = true;
      return;
    }
    if (now === text && !unreadable) return;
    const reappeared = unreadable;
    unreadable = false;
    text = now;
    try {
      const next = loadPolicy(now, { file, ...options });
      const before = policy.digest;
      const repaired = problem !== undefined || reappeared;
      policy = next;
      inForce = now;
      problem = undefined;
      if (next.digest !== before || repaired) options.onChange?.({ kind: "loaded", digest: next.digest, before });
    } catch (error) {
      fail(error);
    }
  };
  const timer = setInterval(reload, options.interval ?? 1000);
  timer.unref();
  return {
    current: () => policy,
    text: () => inForce,
    problem: () => problem,
    reload,
    close: () => clearInterval(timer),
  };
}
