import type { Usage } from "./usage.ts";

/** What was used in one period: averages, peaks, and rates in bytes a second; null where no sample said it. */
export interface Averages {
  readonly samples: number;
  readonly cpu: number | null;
  readonly cpuPeak: number | null;
  readonly memory: number;
  readonly memoryPeak: number;
  readonly memoryLimit: number;
  readonly received: number | null;
  readonly sent: number | null;
  readonly read: number | null;
  readonly written: number | null;
  readonly pids: number;
}

/** Sums of the values that were there. */
class Mean {
  #sum = 0;
  #count = 0;
  peak: number | null = null;

  add(value: number | undefined): void {
    if (value === undefined) return;
    this.#sum += value;
    this.#count++;
    this.peak = Math.max(value, this.peak ?? value);
  }

  get value(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }
}

/** One container's use in one period that has not ended yet; a few numbers, however many samples come. */
export class Bucket {
  readonly container: string;
  /** Length and beginning of the period, in seconds. */
  readonly seconds: number;
  readonly start: number;
  #samples = 0;
  #memoryLimit = 0;
  readonly #means = {
    ...{ cpu: new Mean(), memory: new Mean(), pids: new Mean() },
    ...{ received: new Mean(), sent: new Mean(), read: new Mean(), written: new Mean() },
  };

  constructor(container: string, seconds: number, start: number, first: Usage) {
    this.container = container;
    this.seconds = seconds;
    this.start = start;
    this.add(first);
  }

  add({ cpu, memory, memoryLimit, rates, pids }: Usage): void {
    this.#samples++;
    this.#memoryLimit = memoryLimit;
    const means = this.#means;
    means.cpu.add(cpu);
    means.memory.add(memory);
    means.pids.add(pids);
    means.received.add(rates?.received);
    means.sent.add(rates?.sent);
    means.read.add(rates?.read);
    means.written.add(rates?.written);
  }

  averages(): Averages {
    const { cpu, memory, received, sent, read, written, pids } = this.#means;
    return {
      samples: this.#samples,
      cpu: cpu.value,
      cpuPeak: cpu.peak,
      memory: memory.value ?? 0,
      memoryPeak: memory.peak ?? 0,
      memoryLimit: this.#memoryLimit,
      received: received.value,
      sent: sent.value,
      read: read.value,
      written: written.value,
      pids: pids.value ?? 0,
    };
  }
}
