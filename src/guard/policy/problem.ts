/** A place in a file. */
export interface Place {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** One thing wrong with a policy file. */
export interface PolicyProblem extends Place {
  /** Place in the file, such as `roles.develop.allow[2]`. */
  readonly path: string;
  readonly message: string;
}
