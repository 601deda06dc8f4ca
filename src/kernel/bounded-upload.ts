import { Readable } from "node:stream";
import { GnosisError } from "./errors.ts";

/** The bytes of an upload, at most so many; fails as `boundedUpload` does. */
export async function* boundedBytes(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Buffer, void, void> {
  let count = 0;
  try {
    for await (const chunk of source) {
      count += chunk.byteLength;
      if (count > maxBytes) {
        throw new GnosisError("BODY_TOO_LARGE", `The upload is larger than ${maxBytes} bytes.`, {
          extra: { maxBytes },
        });
      }
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    }
  } catch (thrown) {
    if (thrown instanceof GnosisError) throw thrown;
    throw new GnosisError("UPLOAD_BROKEN", "The upload broke off before its end.", { cause: thrown });
  }
}

/**
 * The caller's upload as a stream of at most so many bytes: it fails with BODY_TOO_LARGE past them and with UPLOAD_BROKEN when the
 * caller goes away. A failure that nobody reads any more is nobody's: it never ends the process.
 */
export function boundedUpload(source: AsyncIterable<Uint8Array>, maxBytes: number): Readable {
  const stream = Readable.from(boundedBytes(source, maxBytes), { objectMode: false });
  stream.on("error", () => undefined);
  return stream;
}
