/** One thing that is wrong with the log. */
export interface AuditProblem {
  readonly kind:
    | "edited"
    | "removed"
    | "moved"
    | "duplicated"
    | "appended"
    | "truncated"
    | "replaced"
    | "signature"
    | "key"
    | "clock"
    | "unreadable";
  /** The record it was found at. */
  readonly sequence: number;
  readonly message: string;
}
