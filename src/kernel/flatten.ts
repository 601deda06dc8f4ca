/** The members of arrays one by one; what the arrays' generator returns is returned, and leaving early leaves it too. */
export async function* flatten<Item, Result>(
  batches: AsyncGenerator<readonly Item[], Result, void>,
): AsyncGenerator<Item, Result, void> {
  try {
    for (;;) {
      const next = await batches.next();
      if (next.done === true) return next.value;
      yield* next.value;
    }
  } finally {
    await batches.return(undefined as Result);
  }
}
