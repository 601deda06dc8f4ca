import { atLeast, levelOf } from "../../../../src/kernel/log-level.ts";
import { plain } from "../../parts/plain.ts";

/** One line as it is kept. */
export interface KeptLine {
  readonly key: number;
  readonly from: string;
  readonly stream: "stdout" | "stderr";
  /** RFC 3339 as the engine wrote it; empty where it gave none. */
  readonly time: string;
  /** Without what a terminal would have made of it. */
  readonly text: string;
  /** What happened to the container then: no line of its log. */
  readonly event?: string;
  /** So many lines are missing here, because the reader was too slow. */
  readonly missed?: number;
}

/** A line as it comes. */
export type NewLine = Omit<KeptLine, "key" | "text"> & { readonly text: string };

/** Lines that are kept; older ones go, and are counted. */
const most = 50_000;
/** Lines beyond `most` after which the oldest are cut off, so that this is not done for each. */
const slack = 5_000;
/** Milliseconds for which lines are gathered before they are merged by time and shown. */
const gather = 100;

/** The lines of several logs, merged by time as they come; bounded, and nothing is lost without being counted. */
export class LogStore {
  #lines: KeptLine[] = [];
  #coming: NewLine[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listeners = new Set<() => void>();
  #next = 0;
  /** A new array whenever there are new lines. */
  shown: readonly KeptLine[] = [];
  /** Older lines that were let go. */
  dropped = 0;
  /** All lines that ever came, and those that were reported missing. */
  taken = 0;
  missed = 0;
  /** Those of them that say that something went wrong. */
  errors = 0;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(lines: readonly NewLine[]): void {
    for (const line of lines) this.#coming.push(line);
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#merge(), gather);
  }

  clear(): void {
    this.#lines = [];
    this.#coming = [];
    this.dropped = 0;
    this.taken = 0;
    this.missed = 0;
    this.errors = 0;
    this.#tell();
  }

  #merge(): void {
    this.#timer = undefined;
    const fresh = this.#coming
      .splice(0)
      .map((line): KeptLine => ({ ...line, text: plain(line.text), key: this.#next++ }));
    if (fresh.length === 0) return;
    for (const { missed, text } of fresh) {
      if (missed !== undefined) this.missed += missed;
      else {
        this.taken++;
        if (atLeast(levelOf(text), "error")) this.errors++;
      }
    }
    // What says no time belongs where it came.
    const timed = fresh.every(({ time }) => time !== "");
    const earliest = timed
      ? fresh.reduce((least, { time }) => (time < least ? time : least), fresh[0]?.time ?? "")
      : "";
    let from = this.#lines.length;
    while (timed && from > 0 && (this.#lines[from - 1]?.time ?? "") > earliest) from--;
    const tail = this.#lines.splice(from);
    const merged = timed
      ? [...tail, ...fresh].toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.key - b.key))
      : [...tail, ...fresh];
    for (const line of merged) this.#lines.push(line);
    if (this.#lines.length > most + slack) {
      const over = this.#lines.length - most;
      this.#lines.splice(0, over);
      this.dropped += over;
    }
    this.#tell();
  }

  #tell(): void {
    this.shown = [...this.#lines];
    for (const listener of this.#listeners) listener();
  }
}
