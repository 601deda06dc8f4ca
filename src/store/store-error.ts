import { GnosisError } from "../kernel/errors.ts";

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that have a cause outside the program. */
const causes: Readonly<Record<number, string>> = {
  5: "another program holds it locked",
  6: "another program holds it locked",
  7: "there is not enough memory",
  8: "it or its directory can't be written",
  10: "the disk failed to read or write",
  11: "it is damaged",
  13: "the disk is full",
  14: "it can't be opened",
  26: "it is not a SQLite file",
};

/** What went wrong with a file of the data directory, from SQLite's or the file system's error, as `STORE_FAILED`. */
export function storeError(thrown: unknown, path: string): GnosisError {
  if (thrown instanceof GnosisError) return thrown;
  const { errcode, code, message } = thrown as { errcode?: number; code?: string; message?: string };
  const cause = errcode === undefined ? fileCause(code) : causes[errcode & 0xff];
  return new GnosisError("STORE_FAILED", `${path} can't be used: ${cause ?? message ?? String(thrown)}.`, {
    internal: `${code ?? ""} ${errcode ?? ""} ${message ?? ""}`.trim(),
    cause: thrown,
  });
}

function fileCause(code: string | undefined): string | undefined {
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "this user may not write there";
  if (code === "ENOSPC" || code === "EDQUOT") return "the disk is full";
  if (code === "ENOENT" || code === "ENOTDIR") return "its directory does not exist";
  return undefined;
}
