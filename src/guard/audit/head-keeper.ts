import type { Clock } from "../../kernel/clock.ts";
import { timestamp } from "../../kernel/clock.ts";
import type { Store } from "../../store/store.ts";
import type { AuditKeys } from "./audit-keys.ts";
import { copyHead, signHead, storeHead } from "./heads.ts";
import type { ChainEnd } from "./record-writer.ts";

/** Records after which a head is signed even before its time has come. */
const mostUnsigned = 1_000;

/** Signs the log's head from time to time. */
export interface HeadKeeper {
  readonly written: (count: number) => void;
  /** Signs the last head. */
  readonly close: () => void;
}

/** What heads are signed with and where they go. */
export interface HeadKeeperOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly keys: AuditKeys;
  readonly log: string;
  readonly end: () => ChainEnd;
  readonly alarm: (message: string) => void;
  readonly headFile?: string;
  readonly headInterval?: number;
}

/** Signs now, then every interval in which something was written, and when it is closed. */
export function keepHeads(options: HeadKeeperOptions): HeadKeeper {
  const { store, clock, keys, log, end, alarm, headFile, headInterval = 10_000 } = options;
  let signed = 0;
  let unsigned = 0;
  let complained = false;
  const signNow = (): void => {
    const { seq, hash } = end();
    if (seq === signed || seq === 0) return;
    const head = signHead(keys, { log, seq, hash: hash.toString("hex"), time: timestamp(clock.now()) });
    try {
      storeHead(store, seq, head);
      if (headFile !== undefined) copyHead(headFile, head);
      signed = seq;
      unsigned = 0;
      complained = false;
    } catch (thrown) {
      // Tried again at the next interval; records are kept meanwhile.
      if (!complained) alarm(`A signed head of the audit log could not be kept: ${String(thrown)}`);
      complained = true;
    }
  };
  signNow();
  const timer = setInterval(signNow, headInterval).unref();
  return {
    written: (count) => {
      unsigned += count;
      if (unsigned >= mostUnsigned) signNow();
    },
    close: () => {
      clearInterval(timer);
      signNow();
    },
  };
}
