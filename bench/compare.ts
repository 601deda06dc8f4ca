import type { Question } from "./http-question.ts";
import { median, quantile } from "./statistics.ts";

/** What one question took: milliseconds at the median and the 99th percentile, and answers and bytes per second. */
export interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
  readonly bytesPerSecond: number;
}

/** How long one turn of a question lasts. */
export interface Turn {
  /** Milliseconds. */
  readonly duration: number;
  /** Questions open at the same time. */
  readonly concurrency: number;
}

async function turn({ ask }: Question, { duration, concurrency }: Turn): Promise<Figures> {
  const times: number[] = [];
  let bytes = 0;
  const start = performance.now();
  const worker = async (): Promise<void> => {
    do {
      const sent = performance.now();
      bytes += await ask();
      times.push(performance.now() - sent);
    } while (performance.now() - start < duration);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - start) / 1000;
  return {
    p50: median(times),
    p99: quantile(times, 0.99),
    perSecond: times.length / seconds,
    bytesPerSecond: bytes / seconds,
  };
}

/**
 * Asks all questions in turns, round by round in changing order, so that what else the machine does meets all of them; gives the
 * median of each figure over the rounds. One turn of each before the first round warms up.
 */
export async function compare(
  questions: readonly Question[],
  rounds: number,
  each: Turn,
): Promise<ReadonlyMap<string, Figures>> {
  const taken = new Map<string, Figures[]>(questions.map(({ name }) => [name, []]));
  for (const question of questions) await turn(question, { ...each, duration: each.duration / 4 });
  for (let round = 0; round < rounds; round++) {
    for (const question of round % 2 === 0 ? questions : questions.toReversed()) {
      taken.get(question.name)?.push(await turn(question, each));
    }
  }
  for (const { close } of questions) close();
  const middle = (figures: readonly Figures[]): Figures => ({
    p50: median(figures.map(({ p50 }) => p50)),
    p99: median(figures.map(({ p99 }) => p99)),
    perSecond: median(figures.map(({ perSecond }) => perSecond)),
    bytesPerSecond: median(figures.map(({ bytesPerSecond }) => bytesPerSecond)),
  });
  return new Map([...taken].map(([name, figures]) => [name, middle(figures)]));
}
