import type { Court } from "../court.ts";

/**
 * Judges one field's value, which has its table's shape. What it gives instead of the value is sent in its place; nothing keeps the
 * value. Objections go to the court.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- the table's shape has been checked before; each check names its own type
export type Check = (value: any, at: string, court: Court) => unknown;

/** Splits a comma-separated list of options; empty for empty text. */
export const optionsOf = (text: string): string[] => (text === "" ? [] : text.split(","));

/** Words that stand for no value at all. */
export const listOf = (words: string): ReadonlySet<string> => new Set(words.split(" "));
