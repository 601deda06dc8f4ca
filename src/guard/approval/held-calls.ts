import { isEditable } from "./safer/safer-call.ts";
import type { WaitingCall } from "./waiting-calls.ts";

/** Calls that are held at most: what was asked last is kept. */
const mostHeld = 200;

/**
 * Calls that wait for a person, as they came, in memory alone: their secrets are written nowhere. A server that was started again holds
 * none until they are asked for again.
 */
export interface HeldCalls {
  /** Of operations that can be edited. */
  readonly hold: (approval: string, call: WaitingCall) => void;
  readonly find: (approval: string) => WaitingCall | undefined;
  readonly drop: (approval: string) => void;
}

/** Makes the place for them. */
export function createHeldCalls(): HeldCalls {
  const held = new Map<string, WaitingCall>();
  return {
    hold: (approval, call) => {
      if (!isEditable(call.operation)) return;
      held.delete(approval);
      held.set(approval, call);
      const [oldest] = held.keys();
      if (held.size > mostHeld && oldest !== undefined) held.delete(oldest);
    },
    find: (approval) => held.get(approval),
    drop: (approval) => void held.delete(approval),
  };
}
