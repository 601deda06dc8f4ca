import { painter, printable, type Terminal } from "../terminal.ts";
import { tabulate } from "./columns.ts";
import { renderTable } from "./table.ts";

type Item = Readonly<Record<string, unknown>>;

const colours = { error: "red", warning: "yellow", note: "cyan", ok: "green" } as const;

/** Engines as a table, and below it what somebody should know or mend about each. */
export function endpointCheck(answer: Item, terminal: Terminal): string {
  const paint = painter(terminal, "output");
  const engines = answer["endpoints"] as readonly Item[];
  const { headers, rows } = tabulate("endpoints", engines);
  const table = renderTable(headers, rows, {
    width: terminal.output.isTTY === true ? terminal.output.columns : undefined,
    header: (text) => paint("bold", text),
  });
  const lines = engines.flatMap(({ name, findings }) =>
    (findings as readonly Item[]).flatMap(({ severity, message, fix }) => {
      const mark = String(severity) as keyof typeof colours;
      const said = `${printable(String(name))}: ${paint(colours[mark], mark)}: ${printable(String(message))}`;
      return typeof fix === "string" ? [said, `  ${paint("dim", "fix:")} ${printable(fix)}`] : [said];
    }),
  );
  return table + lines.map((line) => `${line}\n`).join("");
}
