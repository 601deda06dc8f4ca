import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { boundedUpload } from "./bounded-upload.ts";
import { GnosisError } from "./errors.ts";
import { isCompressed, isGzip, magicBytes, peek } from "./peek.ts";

/**
 * An archive as the engine may unpack it: for compressed ones it runs programs, some of which it would take from the container that they
 * are for. Ours unpacks gzip, once and to at most so many bytes; UPLOAD_BROKEN for other compression.
 */
export async function plainArchive(upload: Readable, maxBytes: number): Promise<Readable> {
  const { first, body } = await peek(upload, magicBytes);
  if (!isCompressed(first)) return body;
  if (!isGzip(first)) throw unreadable();
  const unpacked = createGunzip();
  // A failure of either side is seen by who reads what is unpacked.
  pipeline(body, unpacked, () => undefined);
  const inner = await peek(boundedUpload(unpacked, maxBytes), magicBytes);
  // The engine would look for compression once more.
  if (isCompressed(inner.first)) throw unreadable();
  return inner.body;
}

const unreadable = (): GnosisError =>
  new GnosisError("UPLOAD_BROKEN", "The archive is compressed in a way that is not taken here.", {
    next: "Send a plain tar archive, or one that is compressed with gzip.",
  });
