import type { AnyOperation } from "../catalogue/operation.ts";
import type { Risk } from "../catalogue/risk.ts";
import { type Clock, systemClock } from "../kernel/clock.ts";
import { GnosisError } from "../kernel/errors.ts";
import { matchesOperation } from "../kernel/patterns.ts";
import type { Caller } from "./caller/caller.ts";

/** How often one caller of a role may do something. */
export interface RateRule {
  /** Its place in the policy: `developer.rates[0]`. */
  readonly name: string;
  /** Patterns over operations; all of them count together. */
  readonly patterns: readonly string[];
  /** Calls in any sixty seconds. */
  readonly perMinute: number;
}

/** Counts what callers do. */
export interface Rates {
  /** Counts a call that has been allowed; throws LIMIT_REACHED, counting nothing, when one of the rules is used up. */
  readonly count: (rules: readonly RateRule[], caller: Caller, operation: AnyOperation, risk: Risk) => void;
}

/** Milliseconds that a rule looks back. */
const minute = 60_000;
/** Callers and rules that are remembered; the longest unused is forgotten. */
const mostRemembered = 10_000;

/** Counts in memory: with the server a new minute begins. */
export function createRates(clock: Pick<Clock, "elapsed"> = systemClock): Rates {
  /** Moments of the last minute's calls, by caller and rule. */
  const calls = new Map<string, number[]>();
  const recent = (key: string, now: number): number[] => {
    const kept = (calls.get(key) ?? []).filter((at) => now - at < minute);
    calls.delete(key);
    calls.set(key, kept);
    const [oldest] = calls.keys();
    if (calls.size > mostRemembered && oldest !== undefined) calls.delete(oldest);
    return kept;
  };
  return {
    count: (rules, caller, operation, risk) => {
      const now = clock.elapsed();
      const matching = rules
        .filter(({ patterns }) => patterns.some((pattern) => matchesOperation(pattern, operation.id, risk)))
        .map((rule) => ({ rule, made: recent(`${caller.id} ${rule.name}`, now) }));
      for (const { rule, made } of matching) {
        const [first] = made.slice(-rule.perMinute);
        if (made.length >= rule.perMinute && first !== undefined) throw usedUp(rule, operation, first + minute - now);
      }
      for (const { made } of matching) made.push(now);
    },
  };
}

function usedUp({ name, patterns, perMinute }: RateRule, operation: AnyOperation, wait: number): GnosisError {
  const seconds = Math.max(1, Math.ceil(wait / 1_000));
  const what = patterns.length === 1 && patterns[0] === operation.id ? operation.id : patterns.join(", ");
  return new GnosisError("LIMIT_REACHED", `${what} may be called ${perMinute} times a minute, and was.`, {
    rule: name,
    next: `Call again in ${seconds} ${seconds === 1 ? "second" : "seconds"}, or ask a person to raise the role's rate.`,
    extra: { operation: operation.id, retryAfter: seconds },
  });
}
