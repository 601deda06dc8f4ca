import { isSecretName, maskedText, redactText } from "./redaction.ts";

/** `name=value` and `"name": "value"`, the value bare or quoted. */
const assignment =
  /(["']?)([A-Za-z_][\w.-]{1,60})\1(\s*=\s*|\s*:\s*(?=["'])|:\s+(?=\S*[\d!-,./@^_~]\S*))("(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&"'()[\]{}]+)/gu;

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
  return masked.replace(assignment, (whole, quote: string, name: string, sign: string, value: string) => {
    if (!isSecretName(name) || value.includes(maskedText) || value === "null") return whole;
    const around = value.startsWith('"') || value.startsWith("'") ? value[0] : "";
    return `${quote}${name}${quote}${sign}${around}${maskedText}${around}`;
  });
}

/** The values of an environment that must not appear anywhere: those whose names look secret, longest first. */
export function secretValues(environment: readonly string[] | null | undefined): string[] {
  return (environment ?? [])
    .flatMap((entry) => {
      const at = entry.indexOf("=");
      return at > 0 && isSecretName(entry.slice(0, at)) ? [entry.slice(at + 1)] : [];
    })
    .filter((value) => value.length >= shortestSecret)
    .toSorted((a, b) => b.length - a.length);
}
