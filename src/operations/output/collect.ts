import type { OutputChunk } from "../../engine/client.ts";

/** Output that was collected within a budget. */
export interface Collected {
  readonly stdout: string;
  readonly stderr: string;
  /** Both in the order in which they came. */
  readonly output: string;
  /** True when there was more than the budget: some of it is missing here. */
  readonly truncated: boolean;
  /** Bytes that there were in all. */
  readonly bytes: number;
}

/** How much to keep, and which end. */
export interface Budget {
  readonly maxBytes: number;
  /** `end` keeps the newest output, as a log's reader wants it; `start` the oldest. */
  readonly keep: "start" | "end";
}

/**
 * Output as it comes, held within a budget: whatever arrives, no more than the budget and one chunk is in memory. Cut at a line's
 * beginning where the oldest output was dropped.
 */
export class Collector {
  readonly #budget: Budget;
  #chunks: OutputChunk[] = [];
  /** Chunks before this one have been dropped: taking each off the array's front would move all of it every time. */
  #first = 0;
  #kept = 0;
  #bytes = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  add(chunk: OutputChunk): void {
    this.#bytes += chunk.data.length;
    const { maxBytes, keep } = this.#budget;
    if (keep === "start") {
      const room = maxBytes - this.#kept;
      if (room <= 0) return;
      this.#push({ stream: chunk.stream, data: chunk.data.subarray(0, room) });
      return;
    }
    this.#push(chunk);
    while (this.#kept - (this.#chunks[this.#first]?.data.length ?? 0) >= maxBytes) {
      this.#kept -= this.#chunks[this.#first++]?.data.length ?? 0;
    }
    if (this.#first > 1024 && this.#first * 2 > this.#chunks.length) {
      this.#chunks = this.#chunks.slice(this.#first);
      this.#first = 0;
    }
  }

  #push(chunk: OutputChunk): void {
    this.#chunks.push(chunk);
    this.#kept += chunk.data.length;
  }

  result(): Collected {
    const { maxBytes, keep } = this.#budget;
    const truncated = this.#bytes > maxBytes;
    let chunks = this.#chunks.slice(this.#first);
    if (truncated && keep === "end") chunks = fromLineStart(chunks, this.#kept - maxBytes);
    return {
      stdout: textOf(chunks.filter(({ stream }) => stream !== "stderr")),
      stderr: textOf(chunks.filter(({ stream }) => stream === "stderr")),
      output: textOf(chunks),
      truncated,
      bytes: this.#bytes,
    };
  }
}

const textOf = (chunks: readonly OutputChunk[]): string =>
  Buffer.concat(chunks.map(({ data }) => data)).toString("utf8");

/** Leaves out the first bytes, and the rest of the line that they end in. */
function fromLineStart(chunks: readonly OutputChunk[], drop: number): OutputChunk[] {
  const [first, ...rest] = chunks;
  if (first === undefined) return [];
  const data = first.data.subarray(Math.max(0, drop));
  const newline = data.indexOf(10);
  const cut = newline >= 0 && (newline < data.length - 1 || rest.length > 0);
  const whole = cut ? data.subarray(newline + 1) : data;
  return [{ stream: first.stream, data: whole }, ...rest];
}

/** Reads output to its end and keeps what the budget allows. */
export async function collect(batches: AsyncIterable<readonly OutputChunk[]>, budget: Budget): Promise<Collected> {
  const collector = new Collector(budget);
  for await (const batch of batches) for (const chunk of batch) collector.add(chunk);
  return collector.result();
}
