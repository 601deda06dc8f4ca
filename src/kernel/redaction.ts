import { createHash, createHmac, createSecretKey } from "node:crypto";
import { isHarmlessVariable, isSecretName } from "./secret-names.ts";
import { maskPatterns } from "./secret-patterns.ts";

export { isHarmlessVariable, isSecretName };

/** What stands where a secret was, in answers, errors and the server's own log. */
export const maskedText = "[masked]";

/** Gives what stands in a secret's place; `name` is the key, variable or option that held it. */
export type Replace = (secret: string, name: string) => string;

const hide: Replace = () => maskedText;

/** The replacement for records: `hmac:<keyId>:<hex>` (HMAC-SHA-256), so that "did this token appear?" can be asked later. */
export function hmacReplace(key: Uint8Array): Replace {
  const keyId = createHash("sha256").update("gnosis redaction key id").update(key).digest("hex").slice(0, 8);
  const prepared = createSecretKey(key);
  return (secret) => `hmac:${keyId}:${createHmac("sha256", prepared).update(secret).digest("hex")}`;
}

/** Free text with everything that looks like a secret masked: tokens, keys, passwords in URLs, `--password x`, `API_KEY=x`. */
export function redactText(text: string, replace: Replace = hide): string {
  return maskPatterns(text, (secret) => replace(secret, "text"));
}

/** Masks the values of an environment given as `NAME=value` strings; null stays null. */
export function redactEnvironment<T extends readonly string[] | null | undefined>(list: T, replace?: Replace): T {
  if (list === null || list === undefined) return list;
  return list.map((entry) => maskPair(entry, isHarmlessVariable, replace ?? hide)) as unknown as T;
}

/** Masks what follows secret-looking options in a command line: `--password=x`, `--token x`, `API_KEY=x`. */
export function redactArguments(argv: readonly string[], replace: Replace = hide): string[] {
  return walkArray(argv, "", "plain", replace, 0) as string[];
}

/**
 * A copy of any value in which secrets are masked; the one function for inputs, engine bodies and engine answers alike. Names stay,
 * values go: environment variables but a list of harmless ones, build arguments, registry credentials, standard input, fields,
 * labels and options with a secret's name, and whatever looks like a token anywhere.
 */
export function redact<T>(value: T, replace: Replace = hide): T {
  return walk(value, "", replace, 0) as T;
}

/** Deeper than any engine body; what lies below is not shown. */
const deepest = 64;

/** What a field's name says of the values below it. */
type Rule = "secret" | "variables" | "labels" | "plain";

function ruleFor(name: string): Rule {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  if (/^(?:env|environment|envvars|buildargs?|addenv|envadd)$/.test(plain)) return "variables";
  if (/labels?$|^(?:annotations|options|driveropts|attributes)$/.test(plain)) return "labels";
  // A Compose file may hold any secret in any spelling; which one it was, its version tells.
  if (plain === "document") return "secret";
  return isSecretName(name) ? "secret" : "plain";
}

function walk(value: unknown, name: string, replace: Replace, depth: number): unknown {
  if (value === null || value === undefined || typeof value === "boolean") return value;
  if (depth > deepest) return "[too deep]";
  const rule = ruleFor(name);
  if (typeof value === "string") return maskString(value, name, rule, replace);
  if (typeof value !== "object") return rule === "secret" ? replace(String(value), name) : value;
  if (ArrayBuffer.isView(value)) return rule === "secret" ? replace(bytesAsText(value), name) : value;
  if (value instanceof Date) return value;
  if (Array.isArray(value)) return walkArray(value, name, rule, replace, depth);
  return walkObject(value, rule, replace, depth);
}

function bytesAsText(view: ArrayBufferView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("utf8");
}

function maskString(value: string, name: string, rule: Rule, replace: Replace): string {
  if (value === "") return value;
  if (rule === "secret") return replace(value, name);
  if (rule === "variables") return maskVariables(value, replace);
  if (rule === "labels") return maskPair(value, (label) => !isSecretName(label), replace);
  return redactText(value, replace);
}

/** A variable as `NAME=value`, or an object of them as JSON text, which is how the Engine API takes build arguments. */
function maskVariables(value: string, replace: Replace): string {
  if (!value.startsWith("{")) return maskPair(value, isHarmlessVariable, replace);
  try {
    return JSON.stringify(walk(JSON.parse(value), "env", replace, 0));
  } catch {
    return replace(value, "env");
  }
}

function maskPair(value: string, harmless: (name: string) => boolean, replace: Replace): string {
  const equals = value.indexOf("=");
  if (equals < 0) return redactText(value, replace);
  const name = value.slice(0, equals);
  const rest = value.slice(equals + 1);
  if (rest === "") return value;
  return `${name}=${harmless(name) ? redactText(rest, replace) : replace(rest, name)}`;
}

function walkArray(items: readonly unknown[], name: string, rule: Rule, replace: Replace, depth: number): unknown[] {
  let flag: string | undefined;
  return items.map((item) => {
    const before = flag;
    // `["--password", "x"]`: the flag is one element of the command, its secret the next.
    flag =
      rule === "plain" && typeof item === "string" && /^--?[\w-]+$/.test(item) && isSecretName(item) ? item : undefined;
    if (before !== undefined && typeof item === "string" && item !== "" && !item.startsWith("-")) {
      return replace(item, before);
    }
    return walk(item, name, replace, depth + 1);
  });
}

function walkObject(value: object, rule: Rule, replace: Replace, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const masked = walkMember(key, member, rule, replace, depth + 1);
    // Defined, not assigned: a member called `__proto__` is a member like any other.
    if (key === "__proto__") Object.defineProperty(copy, key, { value: masked, enumerable: true });
    else copy[key] = masked;
  }
  return copy;
}

function walkMember(key: string, member: unknown, rule: Rule, replace: Replace, depth: number): unknown {
  if (rule === "plain") return walk(member, key, replace, depth);
  if (rule === "secret") return walk(member, "secret", replace, depth);
  const harmless = rule === "variables" ? isHarmlessVariable(key) : !isSecretName(key);
  if (harmless || member === null || member === "" || typeof member === "object") {
    return walk(member, harmless ? "value" : "secret", replace, depth);
  }
  return replace(String(member), key);
}
