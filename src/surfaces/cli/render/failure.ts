import type { Failure } from "../failure.ts";
import { printable } from "../terminal.ts";

type Paint = (style: "bold" | "dim" | "red" | "yellow" | "cyan", text: string) => string;

interface Finding {
  readonly field?: unknown;
  readonly message?: unknown;
}

const findingsOf = (failure: Failure): readonly Finding[] => {
  const findings = failure.extra?.["findings"];
  return Array.isArray(findings) ? (findings as Finding[]) : [];
};

/** An error for a person, one fact a line: code and message, findings, where, rule, closest names, next step. */
export function renderFailure(failure: Failure, paint: Paint): string {
  const lines = [`${paint("red", failure.code)}  ${printable(failure.message)}`];
  for (const { field, message } of findingsOf(failure))
    lines.push(`  - ${printable(String(field ?? ""))}: ${printable(String(message ?? ""))}`);
  const said = (value: string | undefined) => value !== undefined && failure.message.includes(value);
  if (failure.where !== undefined && !said(failure.where)) lines.push(`  where: ${printable(failure.where)}`);
  if (failure.rule !== undefined && !said(failure.rule)) lines.push(`  rule:  ${printable(failure.rule)}`);
  if (failure.request !== undefined) lines.push(`  request: ${printable(failure.request)}`);
  for (const [name, value] of Object.entries(failure.extra ?? {}))
    if (name !== "logs" && Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string"))
      lines.push(`  ${printable(name)}: ${printable(value.join(", "))}`);
  const near = failure.closest ?? [];
  if (near.length > 0 && !near.some((name) => failure.next?.includes(name)))
    lines.push(`  did you mean: ${near.map((name) => paint("bold", printable(name))).join(", ")}`);
  if (failure.next !== undefined && failure.next !== "")
    lines.push(`  ${paint("cyan", "next:")}  ${printable(failure.next)}`);
  return lines.map((line) => `${line}\n`).join("");
}
