import type { TestEvent } from "node:test/reporters";

/** A reporter for node's test runner that gives the file of every test that failed, one a line. */
// oxlint-disable-next-line import/no-default-export -- what the test runner asks of a reporter
export default async function* failedFiles(source: AsyncIterable<TestEvent>): AsyncGenerator<string, void, void> {
  const told = new Set<string>();
  for await (const { type, data } of source) {
    const { file } = data as { readonly file?: string };
    if (type !== "test:fail" || file === undefined || told.has(file)) continue;
    told.add(file);
    yield `${file}\n`;
  }
}
