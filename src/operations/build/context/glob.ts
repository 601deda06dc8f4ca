/** Whether a path, given as `a/b/c`, fits. */
export type Glob = (path: string) => boolean;

/**
 * One step of a pattern. `one` takes a character that fits; `name` takes any without a slash; `rest` takes anything; `directories`
 * takes whole directories, or nothing.
 */
type Step =
  | { readonly kind: "one"; readonly fits: (character: string) => boolean }
  | { readonly kind: "name" | "rest" | "directories" };

/**
 * A pattern of a `.dockerignore`, cleaned already. It is walked with all of its possible positions at once, so that no pattern takes
 * more time than its length times the path's. Throws an Error that says what is wrong with a broken one.
 */
export function compileGlob(pattern: string): Glob {
  if (!/[*?[\]\\]/u.test(pattern)) return (path) => path === pattern;
  // Beginning with `**` and plain after that: any ending of a path will do, not only whole names.
  if (pattern.startsWith("**") && !/[*?[\]\\]/u.test(pattern.slice(2))) {
    const rest = pattern.slice(2);
    return (path) => path.endsWith(rest) || (rest.startsWith("/") && path === rest.slice(1));
  }
  const steps = stepsOf(Array.from(pattern));
  return (path) => walk(steps, path);
}

function stepsOf(pattern: readonly string[]): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? "";
    if (character === "*" && pattern[at + 1] === "*") {
      at += pattern[at + 2] === "/" ? 2 : 1;
      steps.push({ kind: at >= pattern.length - 1 ? "rest" : "directories" });
    } else if (character === "*") {
      steps.push({ kind: "name" });
    } else if (character === "?") {
      steps.push({ kind: "one", fits: (given) => given !== "/" });
    } else if (character === "\\") {
      const escaped = pattern[++at];
      if (escaped === undefined) throw new Error("it ends with a backslash");
      steps.push({ kind: "one", fits: (given) => given === escaped });
    } else if (character === "[") {
      const { end, fits } = characterClass(pattern, at);
      steps.push({ kind: "one", fits });
      at = end;
    } else {
      steps.push({ kind: "one", fits: (given) => given === character });
    }
  }
  return steps;
}

/** A class such as `[a-z]` or `[^0-9]`; a backslash takes the next character's meaning away. */
function characterClass(
  pattern: readonly string[],
  start: number,
): { readonly end: number; readonly fits: (character: string) => boolean } {
  let at = start + 1;
  const negated = pattern[at] === "^";
  if (negated) at++;
  const ranges: [string, string][] = [];
  const take = (): string => {
    if (pattern[at] === "\\") at++;
    const character = pattern[at++];
    if (character === undefined) throw new Error("a '[' is not closed");
    return character;
  };
  while (pattern[at] !== "]" || ranges.length === 0) {
    if (pattern[at] === "]" || pattern[at] === "-") throw new Error(`'${pattern[at]}' is out of place in a '[…]'`);
    const from = take();
    let to = from;
    if (pattern[at] === "-") {
      at++;
      if (pattern[at] === "]") throw new Error("a range in a '[…]' has no end");
      to = take();
    }
    ranges.push([from, to]);
  }
  const inside = (character: string): boolean => ranges.some(([from, to]) => from <= character && character <= to);
  return { end: at, fits: (character) => inside(character) !== negated };
}

/** Positions are step numbers; half a step further means: inside the directories that this step takes. */
function walk(steps: readonly Step[], path: string): boolean {
  let positions = reach(steps, [0]);
  for (const character of path) {
    const next: number[] = [];
    for (const position of positions) {
      const index = Math.floor(position);
      const step = steps[index];
      if (step === undefined) continue;
      if (step.kind === "one") {
        if (step.fits(character)) next.push(index + 1);
      } else if (step.kind === "directories") {
        next.push(index + 0.5);
        if (character === "/") next.push(index + 1);
      } else if (step.kind === "rest" || character !== "/") {
        next.push(index);
      }
    }
    positions = reach(steps, next);
    if (positions.size === 0) return false;
  }
  return positions.has(steps.length);
}

/** Adds the positions that are reached without taking a character. */
function reach(steps: readonly Step[], from: readonly number[]): Set<number> {
  const positions = new Set<number>();
  for (let position of from) {
    for (;;) {
      positions.add(position);
      const kind = Number.isInteger(position) ? steps[position]?.kind : undefined;
      if (kind === undefined || kind === "one") break;
      position++;
    }
  }
  return positions;
}
