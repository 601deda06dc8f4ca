import type { Readable } from "node:stream";

/** One line of raw log output. */
export interface RawLine {
  readonly stream: "stdout" | "stderr";
  readonly bytes: Buffer;
}

/** Longer lines are cut, so that a program without line ends can't fill the memory. */
const longestLine = 64 * 1024;

/** Collects bytes of one stream into lines. */
function lineCollector(stream: RawLine["stream"]) {
  let rest: Buffer[] = [];
  let size = 0;
  const flush = (): RawLine => {
    const bytes = Buffer.concat(rest);
    rest = [];
    size = 0;
    return { stream, bytes };
  };
  return {
    *add(chunk: Buffer): Generator<RawLine> {
      let from = 0;
      for (;;) {
        const at = chunk.indexOf(0x0a, from);
        const piece = chunk.subarray(from, at < 0 ? chunk.length : at);
        if (piece.length > 0 && size < longestLine) {
          rest.push(piece.subarray(0, longestLine - size));
          size += piece.length;
        }
        if (at < 0) return;
        yield flush();
        from = at + 1;
      }
    },
    *end(): Generator<RawLine> {
      if (size > 0) yield flush();
    },
  };
}

/**
 * Lines of an engine's log answer: multiplexed frames (8 bytes of head: stream, three zeros, length) for containers without a
 * terminal, plain bytes for those with one.
 */
export async function* linesOf(body: Readable, tty: boolean): AsyncGenerator<RawLine, void, void> {
  const out = lineCollector("stdout");
  const err = lineCollector("stderr");
  let held: Buffer = Buffer.alloc(0);
  let left = 0;
  let current = out;
  for await (const piece of body as AsyncIterable<Buffer>) {
    if (tty) {
      yield* out.add(piece);
      continue;
    }
    let chunk = held.length === 0 ? piece : Buffer.concat([held, piece]);
    held = Buffer.alloc(0);
    while (chunk.length > 0) {
      if (left === 0) {
        if (chunk.length < 8) {
          held = chunk;
          break;
        }
        current = chunk[0] === 2 ? err : out;
        left = chunk.readUInt32BE(4);
        chunk = chunk.subarray(8);
        continue;
      }
      const part = chunk.subarray(0, left);
      yield* current.add(part);
      left -= part.length;
      chunk = chunk.subarray(part.length);
    }
  }
  yield* out.end();
  yield* err.end();
}
