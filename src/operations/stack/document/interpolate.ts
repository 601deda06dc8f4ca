/** What a text came to, and which variables it wanted that are not there. */
export interface Interpolated {
  readonly text: string;
  readonly missing: readonly string[];
}

/** What is wrong with an interpolation: a form that isn't one, or a variable that must be there. */
export class InterpolationError extends Error {}

const name = /^[A-Za-z_][A-Za-z0-9_]*/u;

/**
 * Puts variables in: `$VAR`, `${VAR}`, with `:-` and `-` for a default, `:?` and `?` for a message where it is missing, `:+` and `+` for
 * another text where it is there; `$$` is a dollar sign. Throws an InterpolationError. Source: the Compose specification, Interpolation.
 */
export function interpolate(text: string, env: Readonly<Record<string, string>>): Interpolated {
  const missing: string[] = [];
  return { text: fill(text, env, missing), missing };
}

function fill(text: string, env: Readonly<Record<string, string>>, missing: string[]): string {
  let out = "";
  for (let at = 0; at < text.length;) {
    const dollar = text.indexOf("$", at);
    if (dollar < 0) return out + text.slice(at);
    out += text.slice(at, dollar);
    const rest = text.slice(dollar + 1);
    const [plain] = name.exec(rest) ?? [];
    if (rest.startsWith("$")) {
      out += "$";
      at = dollar + 2;
    } else if (plain !== undefined) {
      out += valueOf(plain, env, missing);
      at = dollar + 1 + plain.length;
    } else if (rest.startsWith("{")) {
      const end = closing(rest);
      out += braced(rest.slice(1, end), env, missing);
      at = dollar + 1 + end + 1;
    } else {
      throw new InterpolationError("a dollar sign must stand before a variable's name; write `$$` for the sign itself");
    }
  }
  return out;
}

function valueOf(variable: string, env: Readonly<Record<string, string>>, missing: string[]): string {
  const value = Object.hasOwn(env, variable) ? env[variable] : undefined;
  if (value === undefined) missing.push(variable);
  return value ?? "";
}

/** Where the brace that opens a text is closed; braces of variables inside are passed over. */
function closing(text: string): number {
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.charAt(at) === "{") open++;
    else if (text.charAt(at) === "}" && --open === 0) return at;
  }
  throw new InterpolationError("a `${` is not closed");
}

function braced(inner: string, env: Readonly<Record<string, string>>, missing: string[]): string {
  const [variable = ""] = name.exec(inner) ?? [];
  const [, operator, word = ""] = /^(:?[-?+])(.*)$/su.exec(inner.slice(variable.length)) ?? [];
  if (variable === "" || (operator === undefined && inner !== variable))
    throw new InterpolationError(`'\${${inner}}' is no variable; write \${NAME}, \${NAME:-default} or the like`);
  if (operator === undefined) return valueOf(variable, env, missing);
  const value = Object.hasOwn(env, variable) ? env[variable] : undefined;
  const there = value !== undefined && !(operator.startsWith(":") && value === "");
  if (operator.endsWith("+")) return there ? fill(word, env, missing) : "";
  if (there) return value;
  if (operator.endsWith("-")) return fill(word, env, missing);
  const why = fill(word, env, missing);
  throw new InterpolationError(
    `the variable ${variable} is needed${why === "" ? "" : `: ${why}`}; give it beside the document`,
  );
}
