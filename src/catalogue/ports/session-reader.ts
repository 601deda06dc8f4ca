import type { RecordView } from "./audit-reader.ts";

/** The calls of one caller that belong together: one MCP session, CLI run or browser session, or calls less than ten minutes apart. */
export interface SessionView {
  /** The session as its client names it, or `at-N` with the number of its first record. */
  readonly id: string;
  readonly caller: { readonly id: string; readonly name: string; readonly role: string };
  readonly surfaces: readonly string[];
  /** Client programs as they name themselves; untrusted. */
  readonly clients: readonly string[];
  /** RFC 3339. */
  readonly started: string;
  readonly ended: string;
  readonly calls: number;
  readonly changes: number;
  readonly failed: number;
  readonly refused: number;
  readonly unknown: number;
  /** How often each operation was called, most often first. */
  readonly operations: readonly { readonly operation: string; readonly calls: number }[];
}

/** Sessions, computed from the records. Implemented by the guard. */
export interface SessionReader {
  /** Newest first. Moments are milliseconds since 1970. */
  readonly list: (query: {
    readonly since?: number;
    readonly caller?: string;
    readonly limit?: number;
  }) => readonly SessionView[];
  /** With its records, oldest first, at most 5,000. Throws SESSION_NOT_FOUND. */
  readonly inspect: (id: string) => { readonly session: SessionView; readonly records: readonly RecordView[] };
}
