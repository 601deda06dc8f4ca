/** Milliseconds between the tries. */
const pauses = [200, 500, 1500];

/**
 * Tries again what the network has broken off, as browsers do with every request when one of the machine's networks comes or goes;
 * engines make and remove networks all the time. Rejects as the last try did.
 */
export async function persistently<T>(ask: () => Promise<T>): Promise<T> {
  for (const pause of pauses) {
    try {
      return await ask();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return ask();
}
