import { Readable, Writable } from "node:stream";
import type { Terminal } from "../terminal.ts";

/** A terminal that keeps what is written; `tty` makes its outputs look like one of 80 columns. */
export function fakeTerminal(given: { tty?: boolean; input?: string; environment?: Record<string, string> } = {}) {
  const kept = { output: "", errors: "" };
  const sink = (name: keyof typeof kept) =>
    Object.assign(
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          kept[name] += chunk.toString();
          done();
        },
      }),
      given.tty === true ? { isTTY: true, columns: 80 } : {},
    );
  const stop = new AbortController();
  const terminal: Terminal = {
    input: Readable.from(given.input === undefined ? [] : [Buffer.from(given.input)]),
    output: sink("output"),
    errors: sink("errors"),
    environment: given.environment ?? {},
    signal: stop.signal,
  };
  return { terminal, kept, stop };
}
