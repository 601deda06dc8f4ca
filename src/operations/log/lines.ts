import type { OutputChunk } from "../../engine/client.ts";

/** One line of raw log output. */
export interface RawLine {
  readonly stream: "stdout" | "stderr";
  readonly bytes: Buffer;
}

/** Longer lines are cut, so that a program without line ends can't fill the memory. */
const longestLine = 64 * 1024;

/** Puts chunks of output together to lines, each stream for itself; what a line misses beyond 64 KiB is dropped. */
export async function* linesOf(chunks: AsyncIterable<OutputChunk>): AsyncGenerator<RawLine, void, void> {
  const out = collector("stdout");
  const err = collector("stderr");
  for await (const { stream, data } of chunks) yield* (stream === "stderr" ? err : out).add(data);
  yield* out.end();
  yield* err.end();
}

/** Collects bytes of one stream. */
function collector(stream: RawLine["stream"]) {
  let parts: Buffer[] = [];
  let size = 0;
  const take = (): RawLine => {
    const bytes = Buffer.concat(parts);
    parts = [];
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
          parts.push(piece.subarray(0, longestLine - size));
          size += piece.length;
        }
        if (at < 0) return;
        yield take();
        from = at + 1;
      }
    },
    *end(): Generator<RawLine> {
      if (size > 0) yield take();
    },
  };
}
