import { errorTable, type ErrorCode } from "./error-table.ts";

/** What a caller is told beside the code: all optional, all safe to show to that caller. */
export interface ErrorDetail {
  /** Where in the input the trouble is, as a JSON pointer or a parameter's name. */
  readonly where?: string;
  /** What the caller can do next; the table's sentence stands when absent. */
  readonly next?: string;
  /** The names closest to the one that was not found. */
  readonly closest?: readonly string[];
  /** The policy rule that decided. */
  readonly rule?: string;
  /** Further members of the problem document. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** For the log only, never for the caller. */
  readonly internal?: string;
  readonly cause?: unknown;
}

/** An error with a stable code from the error table; everything in it but `internal` may be shown to the caller. */
export class GnosisError extends Error {
  override readonly name = "GnosisError";
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.status = errorTable[code].status;
    this.detail = detail;
  }

  /** The sentence that says what to do next. */
  get next(): string {
    return this.detail.next ?? errorTable[this.code].next;
  }
}

/** Any thrown value as a GnosisError; what is not one becomes `INTERNAL` with its text kept for the log only. */
export function asGnosisError(thrown: unknown): GnosisError {
  if (thrown instanceof GnosisError) return thrown;
  const internal = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new GnosisError("INTERNAL", "Something went wrong inside the server.", { internal, cause: thrown });
}
