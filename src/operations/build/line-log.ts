/** Bytes of a build's output that are kept: enough for the end of any build. */
const mostBytes = 512 * 1024;

/** The newest lines of a build's output. */
export class LineLog {
  readonly #lines: string[] = [];
  #bytes = 0;
  #dropped = 0;

  /** Adds what may be several lines. */
  add(text: string): void {
    for (const line of text.split(/\r?\n/u)) {
      const kept = line.slice(0, 16_384);
      this.#lines.push(kept);
      this.#bytes += kept.length + 1;
    }
    while (this.#bytes > mostBytes) {
      this.#bytes -= (this.#lines.shift()?.length ?? 0) + 1;
      this.#dropped++;
    }
  }

  /** A copy of what is kept, oldest first. */
  get lines(): string[] {
    return [...this.#lines];
  }

  /** True when older lines were dropped. */
  get truncated(): boolean {
    return this.#dropped > 0;
  }
}
