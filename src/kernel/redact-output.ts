import { isHarmlessVariable, isSecretName, maskedText, redactText } from "./redaction.ts";
import { mayNameSecret } from "./secret-names.ts";

/**
 * `name=value` and `"name": "value"`, the value bare or quoted. A name is taken from where it begins or not at all: tried from each of
 * its characters, long words without a sign would cost their length squared.
 */
const assignment =
  /(["']?)(?<![\w.-])([\w.-]{2,})\1(\s*=\s*|\s*:\s*(?=["'])|:\s+(?=\S*[\d!-,./@^_~]\S*))("(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&"'()[\]{}]+)/gu;

/** Names of values repeat in a log from line to line: what was found of one is remembered, for so many. */
const knownNames = 2_000;
const known = new Map<string, boolean>();

function isSecret(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const secret = isSecretName(wordOf(name));
  if (known.size >= knownNames) known.clear();
  if (name.length <= 60) known.set(name, secret);
  return secret;
}

/** The end of a name is what tells; in `--api-key=…` and `1password=…` it begins with its first letter. */
const wordOf = (name: string): string => name.slice(-60).replace(/^[^A-Za-z_]+/, "");

/** Shorter values are too likely to be ordinary words. */
const shortestSecret = 6;

/**
 * Masks secrets inside a program's output: what `redactText` knows, values of assignments whose name looks secret, and the given
 * values wherever they stand.
 */
export function redactOutput(text: string, secrets: readonly string[] = []): string {
  let masked = text;
  for (const secret of secrets) {
    if (secret.length >= shortestSecret) masked = masked.replaceAll(secret, maskedText);
  }
  masked = redactText(masked);
  if (!mayNameSecret(masked)) return masked;
  return masked.replace(assignment, (whole, quote: string, name: string, sign: string, value: string) => {
    if (!isSecret(name) || value.includes(maskedText) || value === "null") return whole;
    const around = value.startsWith('"') || value.startsWith("'") ? value[0] : "";
    return `${quote}${name}${quote}${sign}${around}${maskedText}${around}`;
  });
}

/**
 * The values of an environment that must not appear anywhere, longest first: those whose names look secret, and those that look like
 * keys whatever their name is.
 */
export function secretValues(environment: readonly string[] | null | undefined): string[] {
  return (environment ?? [])
    .flatMap((entry) => {
      const at = entry.indexOf("=");
      const name = entry.slice(0, Math.max(0, at));
      const value = entry.slice(at + 1);
      const secret = isSecretName(name) || (!isHarmlessVariable(name) && looksLikeKey(value));
      return at > 0 && secret && value.length >= shortestSecret ? [value] : [];
    })
    .toSorted((a, b) => b.length - a.length);
}

/** Bits per character from which a text is more like a key than like words or a host name. */
const keyEntropy = 3.4;

/** Whether a value is one long word of letters and digits that vary as keys do. */
function looksLikeKey(value: string): boolean {
  if (!/^[\w+/=-]{16,512}$/u.test(value) || !/\d/u.test(value) || !/[a-z]/iu.test(value) || value.startsWith("/"))
    return false;
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits >= keyEntropy;
}

/** A copy of any value in which the given secrets are masked in every string: for answers about what holds them. */
export function redactValues<T>(value: T, secrets: readonly string[]): T {
  if (secrets.length === 0) return value;
  return walk(value, secrets) as T;
}

function walk(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return secrets.reduce((text, secret) => text.replaceAll(secret, maskedText), value);
  if (Array.isArray(value)) return value.map((item) => walk(item, secrets));
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, walk(member, secrets)]));
}
