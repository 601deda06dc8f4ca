import type { OpenSocket } from "../forward/turn.ts";

/** Milliseconds for which an answer is good: long enough for a burst, too short for anybody to be misled. */
const good = 1_000;

/** What the engine says of itself, kept for a moment for each socket and key: clients ask for it before every call of theirs. */
export class BriefAnswers<T> {
  readonly #kept = new WeakMap<OpenSocket, Map<string, { readonly at: number; readonly value: T }>>();

  /** What was kept of late; nothing when that is too old. */
  recent(socket: OpenSocket, key: string): T | undefined {
    const last = this.#kept.get(socket)?.get(key);
    return last !== undefined && performance.now() - last.at <= good ? last.value : undefined;
  }

  keep(socket: OpenSocket, key: string, value: T): T {
    const kept = this.#kept.get(socket) ?? new Map<string, { readonly at: number; readonly value: T }>();
    this.#kept.set(socket, kept.set(key, { at: performance.now(), value }));
    return value;
  }
}
