import { compileGlob, type Glob } from "./glob.ts";

/** Says whether a file of a build's directory, given as `a/b/c`, is left out. */
export interface Ignore {
  readonly ignores: (path: string) => boolean;
  /** True when some pattern takes files back in: then what lies below an ignored directory must be looked at too. */
  readonly takesBack: boolean;
  /** True for a directory above one of the files that are never left out. */
  readonly mayHold: (path: string) => boolean;
}

/** A `.dockerignore` that can't be read. Browsers read it too, so that it knows nothing of the server. */
export class IgnoreProblem extends Error {
  override readonly name = "IgnoreProblem";
}

interface Pattern {
  readonly matches: Glob;
  /** True for `!pattern`. */
  readonly takesBack: boolean;
}

/**
 * Reads a `.dockerignore`. Source: the Dockerfile reference's section on it, and the behaviour of moby/patternmatcher, which both of
 * Docker's builders use. Throws an IgnoreProblem, naming the line, for a pattern that can't be read.
 */
export function readDockerignore(text: string, always: readonly string[] = []): Ignore {
  const patterns: Pattern[] = [];
  for (const [index, line] of text
    .replace(/^\u{FEFF}/u, "")
    .split("\n")
    .entries()) {
    // A comment is one only from the line's very beginning.
    if (line.startsWith("#") || line.trim() === "") continue;
    const trimmed = line.trim();
    const takesBack = trimmed.startsWith("!");
    const cleaned = clean(takesBack ? trimmed.slice(1).trim() : trimmed);
    try {
      if (cleaned === "") throw new Error("there is nothing after the '!'");
      patterns.push({ matches: compileGlob(cleaned), takesBack });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new IgnoreProblem(`.dockerignore, line ${index + 1}: '${trimmed}' is no pattern: ${why}.`, { cause });
    }
  }
  const kept = new Set(always);
  return {
    takesBack: patterns.some((pattern) => pattern.takesBack),
    mayHold: (path) => always.some((one) => one.startsWith(`${path}/`)),
    ignores: (path) => !kept.has(path) && isIgnored(path, patterns),
  };
}

/** The last pattern that matches the path or one of the directories above it decides. */
function isIgnored(path: string, patterns: readonly Pattern[]): boolean {
  const parts = path.split("/");
  const chain = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  let ignored = false;
  for (const { matches, takesBack } of patterns) {
    if (takesBack !== ignored) continue;
    if (chain.some((one) => matches(one))) ignored = !takesBack;
  }
  return ignored;
}

/** As Go's `filepath.Clean`, and without a leading slash. */
function clean(pattern: string): string {
  const kept: string[] = [];
  for (const part of pattern.split("/")) {
    if (part === "" || part === ".") continue;
    const above = kept.at(-1);
    if (part !== "..") kept.push(part);
    else if (above !== undefined && above !== "..") kept.pop();
    else if (!pattern.startsWith("/")) kept.push(part);
  }
  return kept.length === 0 && pattern !== "" ? "." : kept.join("/");
}
