import type { Clock } from "../../kernel/clock.ts";
import { peerKey } from "./peer-address.ts";
import { isLoopback } from "../../kernel/loopback.ts";

/** Failures that cost nothing: a typo, a program that tries an old token. */
const free = 5;
/** The longest wait in milliseconds; short on loopback, where one program's failures must not keep a person out. */
const longest = { remote: 300_000, loopback: 2_000 };
/** Milliseconds without a failure after which an address is forgotten. */
const memory = 15 * 60_000;
const mostAddresses = 10_000;

/** Slows down failed sign-ins by address: free at first, then twice as long each time. */
export interface SignInBackoff {
  /** Milliseconds that this address still has to wait; 0 when it need not. */
  readonly wait: (address: string) => number;
  readonly failed: (address: string) => void;
  readonly succeeded: (address: string) => void;
}

/** Makes the counter; it holds at most 10,000 addresses and forgets the oldest. */
export function createSignInBackoff(clock: Clock): SignInBackoff {
  const failures = new Map<string, { count: number; at: number; until: number }>();
  return {
    wait: (address) => Math.max(0, (failures.get(peerKey(address))?.until ?? 0) - clock.elapsed()),
    failed: (address) => {
      const key = peerKey(address);
      const now = clock.elapsed();
      const known = failures.get(key);
      const count = known === undefined || now - known.at > memory ? 1 : known.count + 1;
      const most = isLoopback(address) ? longest.loopback : longest.remote;
      const wait = count <= free ? 0 : Math.min(most, 1_000 * 2 ** Math.min(count - free - 1, 20));
      // Put in again at the end: the map's order is then the order of the last failures.
      failures.delete(key);
      failures.set(key, { count, at: now, until: now + wait });
      if (failures.size > mostAddresses) failures.delete(failures.keys().next().value ?? "");
    },
    succeeded: (address) => void failures.delete(peerKey(address)),
  };
}
