/** Text in which Go's and our regular expressions mean the same: letters, digits, anchors, dots and dashes. */
const plain = /^\^?\/?[A-Za-z0-9_.\-/: ]*\$?$/;

/** Whether every value is one that we can match exactly as the engine does. */
export const arePlain = (values: readonly string[]): boolean => values.every((value) => plain.test(value));

/** The engine's `Match`: a value that is the text, or a regular expression found in it. Source: moby `filters.Args.Match`. */
export function matches(values: readonly string[] | undefined, text: string): boolean {
  if (!values || values.length === 0 || values.includes(text)) return true;
  return values.some((value) => new RegExp(value).test(text));
}

/** The engine's `ExactMatch`. */
export const matchesExactly = (values: readonly string[] | undefined, text: string): boolean =>
  !values || values.length === 0 || values.includes(text);

/** The engine's `MatchKVList`: every `key` or `key=value` must be there. */
export function matchesLabels(
  values: readonly string[] | undefined,
  labels: Readonly<Record<string, string>> | null | undefined,
): boolean {
  if (!values || values.length === 0) return true;
  return values.every((wanted) => {
    const [key = "", ...rest] = wanted.split("=");
    const value = labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
    return value !== undefined && (rest.length === 0 || value === rest.join("="));
  });
}
