/** Milliseconds between two ticks: well below what clients wait for a sign of life. */
const period = 5_000;

/** Does the work and says meanwhile how many milliseconds it has taken: at once, and then every five seconds until it ends. */
export async function withTicks<T>(tick: (elapsed: number) => void, work: () => Promise<T>): Promise<T> {
  const began = Date.now();
  tick(0);
  const timer = setInterval(() => tick(Date.now() - began), period);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** `12 of 120 s`. */
export function secondsOf(elapsed: number, total: number): string {
  return `${Math.round(elapsed / 1000)} of ${Math.round(total / 1000)} s`;
}
