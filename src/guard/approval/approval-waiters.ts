/** Those who wait for a person's answer. */
export interface ApprovalWaiters {
  /** Resolves at the next change of that approval, after so many milliseconds, or when the signal fires; never rejects. */
  readonly next: (id: string, milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly wake: (id: string) => void;
  /** Lets everybody go, now and from now on. */
  readonly close: () => void;
  readonly closed: () => boolean;
}

/** Makes the waiting room. */
export function createApprovalWaiters(): ApprovalWaiters {
  const waiting = new Map<string, Set<() => void>>();
  let closed = false;
  return {
    next: (id, milliseconds, signal) =>
      new Promise((resolve) => {
        const here = waiting.get(id) ?? new Set();
        const go = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", go);
          here.delete(go);
          if (here.size === 0) waiting.delete(id);
          resolve();
        };
        const timer = setTimeout(go, closed ? 0 : milliseconds);
        signal?.addEventListener("abort", go, { once: true });
        waiting.set(id, here.add(go));
      }),
    wake: (id) => {
      for (const go of [...(waiting.get(id) ?? [])]) go();
    },
    closed: () => closed,
    close: () => {
      closed = true;
      for (const here of [...waiting.values()]) for (const go of [...here]) go();
    },
  };
}
