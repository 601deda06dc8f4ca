import { useMemo, useState } from "react";
import { Link } from "wouter";
import type { RecordRow } from "../pages/shapes.ts";
import { askerOf } from "./asker.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { Modal } from "./modal.tsx";
import { RecordFacts } from "./record-facts.tsx";
import { RuleLink } from "./rule-link.tsx";
import { StateWord, stateOf } from "./state-word.tsx";
import { UndoOne } from "./undo-one.tsx";
import { When } from "./when.tsx";

const columnsOf = (open: (record: RecordRow) => void): readonly Column<RecordRow>[] => [
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
    className: "tight",
    sort: ({ operation, note }) => operation ?? note ?? "",
    cell: (record) => (
      <button type="button" className="plain linked" title="All there is to know of it" onClick={() => open(record)}>
        <code>{record.operation ?? record.note}</code>
      </button>
    ),
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
    sort: stateOf,
    cell: (record) => (
      <>
        <StateWord state={stateOf(record)} /> <span className="quiet">{record.code}</span>
      </>
    ),
  },
  {
    name: "Rule",
    className: "quiet tight",
    cell: ({ decision, operation, caller, targets }) =>
      decision === undefined || operation === undefined ? null : (
        <span title={decision.reason}>
          <RuleLink rule={decision.rule} operation={operation} role={caller?.role} target={targets?.[0]?.id} />
        </span>
      ),
  },
];

/** Records in a table, the newest first; what was refused is hatched as well as named. */
export function Records({ records }: { readonly records: readonly RecordRow[] }) {
  const [opened, setOpened] = useState<RecordRow>();
  const columns = useMemo(() => columnsOf(setOpened), []);
  return (
    <>
      <DataTable
        label="Records"
        rows={records}
        columns={columns}
        idOf={({ id }) => id}
        rowClass={({ state }) => (state === "refused" ? "denied" : undefined)}
        onOpen={setOpened}
      />
      {opened === undefined ? null : (
        <Modal
          title={opened.operation ?? opened.note ?? "Record"}
          className="broad"
          onClose={() => setOpened(undefined)}
        >
          <RecordFacts record={opened} />
          {opened.kind === "call" && opened.risk !== "read" && opened.state === "done" ? (
            <UndoOne record={opened.id} />
          ) : null}
          <div className="actions end">
            <button type="button" onClick={() => setOpened(undefined)}>
              Close
            </button>
          </div>
        </Modal>
      )}
    </>
  );
}
