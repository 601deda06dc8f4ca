import { type Clock, systemClock } from "../../kernel/clock.ts";
import { matchesPattern } from "./event-pattern.ts";
import { type Notice, noticeOf, usualEvents } from "./notice.ts";
import type { Send } from "./send.ts";

/** One place that notices go to. */
export interface NoticeTarget {
  readonly name: string;
  /** Events, or patterns such as `approval.*`; the usual ones when absent. */
  readonly events?: readonly string[];
  /** The server's address for this place, where it is another than for this machine. */
  readonly base?: string;
  /** Whether notices to it carry links that decide. */
  readonly decides?: boolean;
  readonly send: Send;
}

/** Tells people what happens. */
export interface Notices {
  /** Queues a notice for every place that wants this event; returns at once and never throws. */
  readonly tell: (event: string, detail: Readonly<Record<string, unknown>>) => void;
  /** Gives what is queued one last moment, then stops. */
  readonly close: () => Promise<void>;
}

/** Milliseconds before each further attempt. */
const pauses = [1_000, 5_000, 30_000, 120_000, 600_000];
/** Milliseconds that one delivery may take. */
const patience = 30_000;
/** Notices that wait for one place; beyond it the oldest go. */
const mostWaiting = 200;
/** Milliseconds that a stop waits for what is being sent. */
const lastMoment = 2_000;

/** Opens the queues, one for each place, so that a slow one holds up no other. */
export function openNotices(options: {
  readonly targets: readonly NoticeTarget[];
  /** The server's address, for links. */
  readonly base: () => string;
  /** The secret parts of the links that decide what an event asks; nothing for what asks nothing. */
  readonly links?: (
    event: string,
    detail: Readonly<Record<string, unknown>>,
    place: string,
  ) => { readonly approve: string; readonly deny: string } | undefined;
  readonly alarm: (message: string) => void;
  readonly clock?: Clock;
  /** Milliseconds before each further attempt; for tests. */
  readonly pauses?: readonly number[];
}): Notices {
  const { base, alarm, clock = systemClock } = options;
  const stop = new AbortController();
  const queues = options.targets.map((target) => ({
    wants: (event: string): boolean => (target.events ?? usualEvents).some((pattern) => matchesPattern(pattern, event)),
    target,
    queue: createQueue(target, options.pauses ?? pauses, stop.signal, alarm),
  }));
  return {
    tell: (event, detail) => {
      const wanted = queues.filter(({ wants }) => wants(event));
      if (wanted.length === 0 || stop.signal.aborted) return;
      for (const { target, queue } of wanted) {
        const at = target.base ?? base();
        const notice = noticeOf(event, detail, clock.now(), at);
        const links = target.decides === true ? options.links?.(event, detail, target.name) : undefined;
        queue.add(links === undefined ? notice : withLinks(notice, at, links));
      }
    },
    close: async () => {
      const limit = setTimeout(() => stop.abort(), lastMoment);
      await Promise.all(queues.map(({ queue }) => queue.idle()));
      clearTimeout(limit);
      stop.abort();
    },
  };
}

/** The notice with the links that decide, in its text as well: mail and phones show no more than that. */
function withLinks(notice: Notice, base: string, links: { readonly approve: string; readonly deny: string }): Notice {
  const decide = { approve: `${base}/decide/${links.approve}`, deny: `${base}/decide/${links.deny}` };
  return { ...notice, decide, text: `${notice.text}\n\nApprove once: ${decide.approve}\nDeny: ${decide.deny}` };
}

function createQueue(
  target: NoticeTarget,
  waits: readonly number[],
  stop: AbortSignal,
  alarm: (message: string) => void,
): { readonly add: (notice: Notice) => void; readonly idle: () => Promise<void> } {
  const waiting: Notice[] = [];
  let running: Promise<void> | undefined;
  let dropped = 0;
  const run = async (): Promise<void> => {
    for (let notice = waiting[0]; notice !== undefined && !stop.aborted; notice = waiting[0]) {
      const failure = await deliver(target, notice, waits, stop);
      waiting.shift();
      if (failure !== undefined && !stop.aborted) alarm(`A notice to ${target.name} was given up: ${failure}.`);
      if (dropped > 0) alarm(`${dropped} notices to ${target.name} were dropped: it takes them too slowly.`);
      dropped = 0;
    }
    running = undefined;
  };
  return {
    add: (notice) => {
      // The first one is being sent.
      if (waiting.length >= mostWaiting) dropped += waiting.splice(1, 1).length;
      waiting.push(notice);
      running ??= run();
    },
    idle: async () => {
      await running;
    },
  };
}

/** Tries until it is delivered; gives why not when it is given up. */
async function deliver(
  { send }: NoticeTarget,
  notice: Notice,
  waits: readonly number[],
  stop: AbortSignal,
): Promise<string | undefined> {
  for (let attempt = 0; ; attempt++) {
    try {
      await send(notice, AbortSignal.any([stop, AbortSignal.timeout(patience)]));
      return undefined;
    } catch (thrown) {
      const wait = waits[attempt];
      if (wait === undefined || stop.aborted) return reasonOf(thrown);
      await pause(wait, stop);
    }
  }
}

function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      clearTimeout(timer);
      stop.removeEventListener("abort", go);
      resolve();
    };
    const timer = setTimeout(go, milliseconds).unref();
    stop.addEventListener("abort", go, { once: true });
  });
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { cause } = thrown;
  return cause instanceof Error ? `${thrown.message} (${cause.message})` : thrown.message;
}
