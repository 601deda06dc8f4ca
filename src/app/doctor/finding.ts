/** How much a finding matters: `error` keeps the server from working or from being safe. */
export type Severity = "ok" | "note" | "warning" | "error";

/** One thing that the doctor found. */
export interface Finding {
  /** What was looked at, such as `engine default` or `data directory`. */
  readonly check: string;
  readonly severity: Severity;
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** A finding. */
export const finding = (check: string, severity: Severity, message: string, fix?: string): Finding => ({
  check,
  severity,
  message,
  ...(fix === undefined ? {} : { fix }),
});
