/** Where a value comes from. */
export type Origin =
  | { readonly from: "flag"; readonly name: string }
  | { readonly from: "environment"; readonly name: string; readonly file?: string }
  | { readonly from: "file"; readonly file: string; readonly line: number }
  | { readonly from: "default" };

/** One value as it was written, before its type has read it. */
export interface Given {
  readonly origin: Exclude<Origin, { from: "default" }>;
  /** Texts from a flag or the environment, or a value of the YAML file. */
  readonly written: { readonly texts: readonly string[] } | { readonly value: unknown };
  /** The line of a place inside the value, in the YAML file. */
  readonly lineOf?: (path: readonly (string | number)[]) => number;
}

/** An origin in words: `flag --port`, `config.yaml, line 3`. */
export function describeOrigin(origin: Origin): string {
  switch (origin.from) {
    case "flag":
      return `flag --${origin.name}`;
    case "environment":
      return origin.file === undefined ? `environment ${origin.name}` : `${origin.file}, named by ${origin.name}`;
    case "file":
      return `${origin.file}, line ${origin.line}`;
    case "default":
      return "default";
  }
}
