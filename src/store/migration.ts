/**
 * One numbered step of the file's form. Each part of the program brings its own: 1–9 store, records and tokens, 10–19 live state,
 * 20–29 guarded socket, 30–39 approvals, 40–49 trash, from 50 others. A step that has been released is never edited: add another.
 */
export interface Migration {
  readonly number: number;
  /** What it brings, in a few words. */
  readonly name: string;
  readonly sql: string;
}
