/** The members of arrays one by one; what the arrays' generator returns is returned, and leaving early leaves it too. */
export async function* flatten<Item, Result>(
  batches: AsyncGenerator<readonly Item[], Result, void>,
): AsyncGenerator<Item, Result, void> {
  try {
    for (;;) {
      const next = await batches.next();
      if (next.done === true) return next.value;
      // Not `yield*`, which lets a turn pass before the next batch is asked for: what is aborted meanwhile would never be heard of.
      for (const item of next.value) yield item;
    }
  } finally {
    await batches.return(undefined as Result);
  }
}
