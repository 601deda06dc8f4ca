/** What stands where a secret was. */
export const maskedText = "[masked]";

/** Gives what stands in a secret's place; `name` is the key or variable that held it. */
export type Replace = (secret: string, name: string) => string;

const mask: Replace = () => maskedText;

const secretName =
  /pass(?:word|wd|phrase|code)?$|passw(?:or)?d|^pwd$|secret|credential|(?:^|[^a-z])(?:api|access|private|signing|encryption|license)[-_.]?key|apikey|accesskey|privatekey|token|(?:^|[-_.])auth$|authorization|authconfig|registryauth|registryconfig|registry[-_.]?auth|registry[-_.]?config|cookie|connection[-_.]?string|(?:^|[-_.])dsn$/iu;
const countName =
  /^(?:next|page|previous)[-_]?token$|tokens?[-_]?(?:count|limit|left|used|total|id|name)$|(?:author|secret)s?[-_]?(?:name|id)$/iu;

/** Names of environment variables whose values tell nothing that needs hiding. */
const harmlessVariables = new Set([
  ...["PATH", "HOME", "HOSTNAME", "LANG", "LANGUAGE", "TZ", "TERM", "PWD", "SHLVL", "SHELL", "USER", "EDITOR", "PAGER"],
  ...["DEBIAN_FRONTEND", "GOPATH", "GOROOT", "JAVA_HOME", "NODE_ENV", "PORT", "HOST", "LOG_LEVEL", "DEBUG", "COLUMNS"],
  ...["PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_HOST", "LINES", "GOSU_VERSION", "CI", "NO_COLOR"],
]);

/** Whether a key, label or argument of this name is likely to hold a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !countName.test(name);
}

/** Whether an environment variable's value may be shown: an allow-list, since any other name may hold a secret. */
export function isHarmlessVariable(name: string): boolean {
  if (harmlessVariables.has(name) || /^LC_[A-Z]+$/u.test(name)) return true;
  return /^[A-Z0-9_]+_VERSION$/u.test(name) && !isSecretName(name);
}

/** Masks secrets inside running text: tokens of this server, bearer tokens, passwords in URLs. */
export function redactText(text: string, replace: Replace = mask): string {
  return text
    .replace(/gnosis_[A-Za-z0-9]+_[A-Za-z0-9_-]{16,}/gu, (secret) => replace(secret, "token"))
    .replace(/\b(Bearer|Basic)\s+([A-Za-z0-9._~+/=-]{8,})/giu, (_, kind: string, secret: string) => {
      return `${kind} ${replace(secret, "authorization")}`;
    })
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):([^\s/@]+)@/giu, (_, before: string, secret: string) => {
      return `${before}:${replace(secret, "password")}@`;
    });
}

/** Masks the values of an environment given as `NAME=value` strings; null stays null. */
export function redactEnvironment<T extends readonly string[] | null | undefined>(list: T, replace?: Replace): T {
  if (list === null || list === undefined) return list;
  return list.map((entry) => redactVariable(entry, replace ?? mask)) as unknown as T;
}

function redactVariable(entry: string, replace: Replace): string {
  const at = entry.indexOf("=");
  if (at < 0) return entry;
  const name = entry.slice(0, at);
  const value = entry.slice(at + 1);
  return value === "" || isHarmlessVariable(name) ? entry : `${name}=${replace(value, name)}`;
}

/** Masks what follows secret-looking options in a command line: `--password=x`, `--token x`, `API_KEY=x`. */
export function redactArguments(argv: readonly string[], replace: Replace = mask): string[] {
  let after: string | undefined;
  return argv.map((argument) => {
    const option = after;
    after = undefined;
    if (option !== undefined && !argument.startsWith("-")) return replace(argument, option);
    const match = /^(-{0,2}([A-Za-z][\w.-]*))=(.+)$/su.exec(argument);
    if (match !== null && isSecretName(match[2] ?? "")) return `${match[1]}=${replace(match[3] ?? "", match[2] ?? "")}`;
    if (/^--?[A-Za-z][\w-]*$/u.test(argument) && isSecretName(argument.replace(/^-+/u, ""))) after = argument;
    return redactText(argument, replace);
  });
}

const environmentKeys = new Set(["env", "environment", "buildargs", "build_args", "add_env"]);
const argumentKeys = new Set(["cmd", "entrypoint", "args", "argv", "command", "test"]);
const labelKeys = new Set(["labels", "options", "driveropts", "driver_opts", "config_labels", "attributes"]);
const wholeKeys = new Set(["stdin", "password", "x-registry-auth", "x-registry-config"]);

/**
 * A copy of any value with its secrets masked: environments and build arguments (all but harmless names), fields, labels and
 * options whose name looks secret, secret-looking command-line options, and tokens or passwords inside text. Works on inputs,
 * engine bodies and engine answers alike, by the names of their fields.
 */
export function redact<T>(value: T, replace: Replace = mask): T {
  return walk(value, "", replace, 0) as T;
}

function walk(value: unknown, key: string, replace: Replace, depth: number): unknown {
  const lower = key.toLowerCase();
  if (value === null || value === undefined || depth > 60) return value;
  if (typeof value === "string") {
    if (value !== "" && (wholeKeys.has(lower) || isSecretName(key))) return replace(value, key);
    if (environmentKeys.has(lower)) return redactVariable(value, replace);
    if (argumentKeys.has(lower)) return redactLine(value, replace);
    return redactText(value, replace);
  }
  if (Array.isArray(value)) {
    const strings = value.every((item) => typeof item === "string");
    if (strings && environmentKeys.has(lower)) return redactEnvironment(value as string[], replace);
    if (strings && argumentKeys.has(lower)) return redactArguments(value as string[], replace);
    if (strings && labelKeys.has(lower)) return (value as string[]).map((entry) => redactLabel(entry, replace));
    return value.map((item) => walk(item, key, replace, depth + 1));
  }
  if (typeof value !== "object" || value instanceof Date || ArrayBuffer.isView(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    copy[name] = environmentKeys.has(lower)
      ? redactMember(name, member, replace)
      : walk(member, name, replace, depth + 1);
  }
  return copy;
}

function redactMember(name: string, member: unknown, replace: Replace): unknown {
  if (member === null || member === "" || isHarmlessVariable(name)) return member;
  return replace(String(member), name);
}

function redactLabel(entry: string, replace: Replace): string {
  const at = entry.indexOf("=");
  const name = entry.slice(0, Math.max(0, at));
  return at > 0 && isSecretName(name) ? `${name}=${replace(entry.slice(at + 1), name)}` : redactText(entry, replace);
}

/** A command given as one string: split at spaces, so that quoting stays as it was. */
function redactLine(line: string, replace: Replace): string {
  const parts = line.split(/(\s+)/u);
  const words = redactArguments(
    parts.filter((_, index) => index % 2 === 0),
    replace,
  );
  return parts.map((part, index) => (index % 2 === 0 ? (words[index / 2] ?? part) : part)).join("");
}
