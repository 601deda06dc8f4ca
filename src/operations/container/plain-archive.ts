import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { boundedUpload } from "../../kernel/bounded-upload.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { isCompressed, isGzip, magicBytes, peek } from "../../kernel/peek.ts";

/**
 * An archive as the engine may unpack it in a container: for compressed ones it runs programs, some of which it would take from the
 * container. Ours unpacks gzip, to at most so many bytes; UPLOAD_BROKEN for other compression.
 */
export async function plainArchive(upload: Readable, maxBytes: number): Promise<Readable> {
  const { first, body } = await peek(upload, magicBytes);
  if (!isCompressed(first)) return body;
  if (!isGzip(first))
    throw new GnosisError("UPLOAD_BROKEN", "The archive is compressed in a way that is not taken here.", {
      next: "Send a plain tar archive, or one that is compressed with gzip.",
    });
  const unpacked = createGunzip();
  // A failure of either side is seen by who reads what is unpacked.
  pipeline(body, unpacked, () => undefined);
  return boundedUpload(unpacked, maxBytes);
}
