import type { OutputChunk } from "./client.ts";
import { brokenOff, nonsense } from "./failure.ts";
import { GnosisError } from "../kernel/errors.ts";

const streams = ["stdin", "stdout", "stderr"] as const;
/** Bytes before each frame: stream, three zeros, big-endian length. */
const headerBytes = 8;
/** Number of the pseudo stream on which the engine reports its own failure. */
const systemError = 3;

/**
 * Output of logs, attach and exec, taken apart: one array of chunks per piece that arrived, so that a reader of many short lines pays
 * once per piece. A frame that arrives in pieces is given in pieces; nothing is collected. `multiplexed` is false for containers and
 * execs with a TTY, whose bytes are all stdout. Format: Engine API, "Stream format" of ContainerAttach.
 */
export async function* frameBatches(
  body: AsyncIterable<Buffer>,
  { multiplexed }: { readonly multiplexed: boolean },
): AsyncGenerator<OutputChunk[], void, void> {
  const parser = new FrameParser();
  try {
    for await (const data of body) {
      const batch = multiplexed ? parser.take(data) : [{ stream: "stdout" as const, data }];
      if (batch.length) yield batch;
    }
  } catch (error) {
    throw brokenOff(error);
  }
  if (multiplexed) parser.end();
}

/** The same, one chunk at a time. */
export async function* frames(
  body: AsyncIterable<Buffer>,
  options: { readonly multiplexed: boolean },
): AsyncGenerator<OutputChunk, void, void> {
  for await (const batch of frameBatches(body, options)) yield* batch;
}

class FrameParser {
  #header = Buffer.alloc(headerBytes);
  #headerLength = 0;
  /** Bytes of the present frame that are still to come. */
  #left = 0;
  #stream: number = 0;
  #failure = "";

  take(data: Buffer): OutputChunk[] {
    const batch: OutputChunk[] = [];
    let at = 0;
    while (at < data.length) {
      if (this.#left === 0) {
        const taken = Math.min(headerBytes - this.#headerLength, data.length - at);
        data.copy(this.#header, this.#headerLength, at, at + taken);
        this.#headerLength += taken;
        at += taken;
        if (this.#headerLength < headerBytes) break;
        this.#readHeader();
        continue;
      }
      const piece = data.subarray(at, at + this.#left);
      at += piece.length;
      this.#left -= piece.length;
      this.#give(piece, batch);
    }
    return batch;
  }

  end(): void {
    if (this.#left > 0 || this.#headerLength > 0) throw nonsense("it ended inside a frame");
  }

  #readHeader(): void {
    this.#headerLength = 0;
    this.#stream = this.#header[0]!;
    this.#left = this.#header.readUInt32BE(4);
    if (this.#stream > systemError || this.#header.readUIntBE(1, 3) !== 0) throw nonsense("its frames are broken");
  }

  #give(piece: Buffer, batch: OutputChunk[]): void {
    const stream = streams[this.#stream];
    if (stream) batch.push(this.#left === 0 ? { stream, data: piece } : { stream, data: piece, partial: true });
    else {
      this.#failure = (this.#failure + piece.toString()).slice(0, 2000);
      if (this.#left === 0) throw new GnosisError("ENGINE_FAILED", `The engine says: ${this.#failure}`);
    }
  }
}
