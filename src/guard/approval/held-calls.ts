import type { WaitingCall } from "./waiting-calls.ts";

/** Calls that are held at most: what was asked last is kept. */
const mostHeld = 200;
/** Characters of JSON of the largest input that is held. */
const largest = 64_000;

/**
 * Calls that wait for a person, as they came, in memory alone: their secrets are written nowhere. A server that was started again holds
 * none until they are asked for again.
 */
export interface HeldCalls {
  /** One that is not too large. */
  readonly hold: (approval: string, call: WaitingCall) => void;
  readonly find: (approval: string) => WaitingCall | undefined;
  readonly drop: (approval: string) => void;
}

/** Makes the place for them. */
export function createHeldCalls(): HeldCalls {
  const held = new Map<string, WaitingCall>();
  return {
    hold: (approval, call) => {
      if ((JSON.stringify(call.input) ?? "").length > largest) return;
      held.delete(approval);
      held.set(approval, call);
      const [oldest] = held.keys();
      if (held.size > mostHeld && oldest !== undefined) held.delete(oldest);
    },
    find: (approval) => held.get(approval),
    drop: (approval) => void held.delete(approval),
  };
}
