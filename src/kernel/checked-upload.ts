import { Readable } from "node:stream";
import { type ArchiveName, checkedArchive } from "./image-archive.ts";

/** An archive of images whose names are checked on the way. */
export interface CheckedUpload {
  readonly bytes: Readable;
  /** What the check has thrown, or what is wrong with the archive; nothing while all is well. */
  readonly refused: () => unknown;
}

/** The archive as a stream that breaks off, before its end, where `check` throws. */
export function checkedUpload(
  source: AsyncIterable<Buffer>,
  check: (names: readonly ArchiveName[]) => Promise<void>,
): CheckedUpload {
  let refused: unknown;
  const bytes = Readable.from(checkedArchive(source, check), { objectMode: false });
  // A failure that nobody reads any more is nobody's: it never ends the process.
  bytes.on("error", (error) => (refused ??= error));
  return { bytes, refused: () => refused };
}
