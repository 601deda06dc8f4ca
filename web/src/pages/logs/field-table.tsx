import { useMemo } from "react";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { From, LevelWord } from "./line.tsx";
import type { KeptLine } from "./log-store.ts";
import { fieldsOf, messageOf, say } from "./parse-line.ts";
import type { Look } from "./line.tsx";

/** Newest lines that a table has. */
const most = 2000;
/** Fields that have a column while none is picked. */
const usual = 4;

const columnsOf = (look: Look, fields: readonly string[]): readonly Column<KeptLine>[] => [
  ...(look.times
    ? [{ name: "Time", width: "9.5rem", className: "mono fits", cell: ({ time }: KeptLine) => time.slice(11, 23) }]
    : []),
  ...(look.names ? [{ name: "From", width: "9rem", cell: ({ from }: KeptLine) => <From name={from} /> }] : []),
  { name: "Level", width: "6rem", className: "fits", cell: (line) => <LevelWord of={line} /> },
  {
    name: "Message",
    cell: (line) => {
      const object = fieldsOf(line);
      const text = line.event === undefined && object !== undefined ? (messageOf(object) ?? "") : line.text;
      return <span title={text}>{text}</span>;
    },
  },
  ...fields.map((name) => {
    const valueOf = (line: KeptLine): unknown => fieldsOf(line)?.[name];
    return {
      name,
      width: "8rem",
      className: "mono",
      sort: (line: KeptLine) => {
        const value = valueOf(line);
        return typeof value === "number" ? value : value === undefined ? "" : say(value);
      },
      cell: (line: KeptLine) => {
        const value = valueOf(line);
        return value === undefined ? null : <span title={say(value)}>{say(value)}</span>;
      },
    };
  }),
];

/** The newest lines as a table, with a column for each field. */
export function FieldTable({
  lines,
  look,
  names,
}: {
  readonly lines: readonly KeptLine[];
  readonly look: Look;
  /** Fields that the lines have. */
  readonly names: readonly string[];
}) {
  const picked = (look.fields.length === 0 ? names.slice(0, usual) : look.fields).join("\n");
  const columns = useMemo(() => columnsOf(look, picked === "" ? [] : picked.split("\n")), [look, picked]);
  const rows = useMemo(
    () =>
      lines
        .filter(({ missed }) => missed === undefined)
        .slice(-most)
        .toReversed(),
    [lines],
  );
  return (
    <>
      <DataTable label="Lines, the newest first" rows={rows} columns={columns} idOf={({ key }) => String(key)} />
      {lines.length > most ? <p className="quiet">The newest {most} of them.</p> : null}
    </>
  );
}
