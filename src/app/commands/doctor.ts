import type { LoadedSettings } from "../../config/load.ts";
import { catalogue } from "../../operations/index.ts";
import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { usageError } from "../../surfaces/cli/failure.ts";
import { painter, printable, write, type Terminal } from "../../surfaces/cli/terminal.ts";
import { examine } from "../doctor/examine.ts";
import type { Finding, Severity } from "../doctor/finding.ts";
import type { Command } from "./command.ts";

const marks: Readonly<Record<Severity, readonly [string, "green" | "cyan" | "yellow" | "red"]>> = {
  ok: ["ok", "green"],
  note: ["note", "cyan"],
  warning: ["warning", "yellow"],
  error: ["error", "red"],
};

function render(findings: readonly Finding[], terminal: Terminal): string {
  const paint = painter(terminal, "output");
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, severity, message, fix }) => {
    const [mark, colour] = marks[severity];
    const head = `${paint(colour, mark.padEnd(7))}  ${check.padEnd(width)}  ${printable(message)}`;
    return fix === undefined ? [head] : [head, `${" ".repeat(width + 11)}${paint("dim", "fix:")} ${printable(fix)}`];
  });
  const count = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const many = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;
  lines.push(
    "",
    errors + warnings === 0 ? "Nothing to repair." : `${many(errors, "error")}, ${many(warnings, "warning")}.`,
  );
  return lines.map((line) => `${line}\n`).join("");
}

async function run(loaded: LoadedSettings, terminal: Terminal): Promise<number> {
  const format = loaded.own.get("format") ?? "table";
  if (format !== "table" && format !== "json")
    throw usageError(`There is no format '${String(format)}'.`, "Use --format table or --format json.");
  if (loaded.positionals.length > 0)
    throw usageError(
      `'${loaded.positionals.join(" ")}' is one argument too many.`,
      "Usage: gnosis-docker doctor [--format table|json]",
    );
  const operations = catalogue.operations.map(({ id }) => id);
  const findings = await examine(loaded.settings, { ...terminal.environment }, operations);
  const ok = !findings.some(({ severity }) => severity === "error");
  const text =
    format === "json"
      ? `${JSON.stringify({ ok, settings: loaded.file ?? null, findings }, undefined, 2)}\n`
      : render(findings, terminal);
  await write(terminal.output, text);
  return ok ? exitCodes.ok : exitCodes.failure;
}

/** `gnosis-docker doctor`. */
export const command: Command = {
  usage: "[--format table|json]",
  help: [
    "Looks at the engine, the socket's rights, who could reach the server, the data directory, policy, tokens and records,",
    "with or without a running server. Each finding that needs something done says what. The exit code is 1 when one is an error.",
  ],
  flags: { format: "value" },
  run,
};
