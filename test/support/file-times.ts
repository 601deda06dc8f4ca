import type { TestEvent } from "node:test/reporters";

/** A reporter for node's test runner that gives the time of every test file: milliseconds and its path, one a line. */
// oxlint-disable-next-line import/no-default-export -- what the test runner asks of a reporter
export default async function* fileTimes(source: AsyncIterable<TestEvent>): AsyncGenerator<string, void, void> {
  for await (const { type, data } of source) {
    if (type !== "test:summary" || data.file === undefined) continue;
    yield `${Math.round(data.duration_ms)} ${data.file}\n`;
  }
}
