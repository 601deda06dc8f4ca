import { GnosisError } from "../../kernel/errors.ts";

/** The engine blames itself for archives that it can't read: the error that a caller should get, who sent the archive. */
export function archiveError(error: unknown): unknown {
  if (!(error instanceof GnosisError)) return error;
  const unreadable = /unexpected EOF|archive\/tar|invalid tar header|not a tar|flate:|gzip:|invalid argument/iu;
  if (!["ENGINE_FAILED", "ENGINE_REFUSED"].includes(error.code) || !unreadable.test(error.message)) return error;
  return new GnosisError("UPLOAD_BROKEN", `The archive can't be read. ${error.message}`, {
    next: "Send a whole tar archive, plain or compressed with gzip, bzip2 or xz.",
    cause: error,
  });
}
