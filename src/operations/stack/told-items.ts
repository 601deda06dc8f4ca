/** Gives what a piece of work tells while it runs, item by item; its return value is what the work came to. */
export async function* toldItems<Item, Value>(
  work: (tell: (item: Item) => void) => Promise<Value>,
): AsyncGenerator<Item, Value, void> {
  const waiting: Item[] = [];
  let wake: () => void = () => undefined;
  let over = false;
  const running = work((item) => {
    waiting.push(item);
    wake();
  }).finally(() => {
    over = true;
    wake();
  });
  // Whoever reads may be at another item when it fails: it is thrown below.
  running.catch(() => undefined);
  for (;;) {
    yield* waiting.splice(0);
    if (over && waiting.length === 0) return running;
    if (waiting.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (over || waiting.length > 0) resolve();
      });
  }
}
