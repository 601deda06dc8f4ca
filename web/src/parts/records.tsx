import { Link } from "wouter";
import type { RecordRow } from "../pages/shapes.ts";
import { askerOf } from "./asker.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { StateWord } from "./state-word.tsx";
import { When } from "./when.tsx";

const columns: readonly Column<RecordRow>[] = [
  { name: "When", className: "tight", sort: ({ time }) => time, cell: ({ time }) => <When at={time} /> },
  {
    name: "Who",
    sort: ({ caller }) => caller?.name ?? "",
    cell: ({ caller }) =>
      caller === undefined ? (
        "the server"
      ) : (
        <span title={caller.client}>
          {caller.name} <span className="quiet">({askerOf(caller)})</span>
        </span>
      ),
  },
  {
    name: "What",
    sort: ({ operation, note }) => operation ?? note ?? "",
    cell: ({ operation, note }) => <code>{operation ?? note}</code>,
  },
  {
    name: "On",
    cell: ({ targets }) =>
      targets?.map(({ kind, id, name }, index) => (
        <span key={kind + id}>
          {index > 0 ? ", " : ""}
          {kind === "container" ? <Link href={`/containers/${id}`}>{name}</Link> : name}
        </span>
      )),
  },
  {
    name: "Outcome",
    sort: ({ state }) => state,
    cell: ({ state, code }) => (
      <>
        <StateWord state={state} /> <span className="quiet">{code}</span>
      </>
    ),
  },
  {
    name: "Rule",
    className: "quiet",
    cell: ({ decision }) => <span title={decision?.reason}>{decision?.rule}</span>,
  },
];

/** Records in a table, the newest first; what was refused is hatched as well as named. */
export function Records({ records }: { readonly records: readonly RecordRow[] }) {
  return (
    <DataTable
      label="Records"
      rows={records}
      columns={columns}
      idOf={({ id }) => id}
      rowClass={({ state }) => (state === "refused" ? "denied" : undefined)}
    />
  );
}
