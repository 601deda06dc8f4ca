/** Something about a Compose document, and where. */
export interface DocumentProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What a stack's step does, and to what. */
export interface StackStep {
  readonly action: string;
  readonly kind: string;
  readonly name: string;
}

/** `line 3:7: there is no network 'back'`. */
export const problemText = ({ line, column, message }: DocumentProblem): string => `line ${line}:${column}: ${message}`;

/** `create container shop-web-1`. */
export const stepText = ({ action, kind, name }: StackStep): string => `${action} ${kind} ${name}`;
