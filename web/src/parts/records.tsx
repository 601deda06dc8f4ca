import type { RecordRow } from "../pages/shapes.ts";
import { StateWord } from "./state-word.tsx";
import { When } from "./when.tsx";

const agentClients = /mcp|claude|cursor|copilot|codex|agent/i;

/** Who asked: an agent, a program or a person at the dashboard. */
function Asker({ caller }: Pick<RecordRow, "caller">) {
  if (caller === undefined) return <>the server</>;
  const kind =
    caller.surface === "mcp" || agentClients.test(caller.client ?? "")
      ? "agent"
      : caller.surface === "dashboard"
        ? "person"
        : caller.surface;
  return (
    <span title={caller.client}>
      {caller.name} <span className="quiet">({kind})</span>
    </span>
  );
}

/** Records in a table, the newest first; what was refused is hatched as well as named. */
export function Records({ records }: { readonly records: readonly RecordRow[] }) {
  return (
    <div className="table">
      <table className="stack">
        <thead>
          <tr>
            <th>When</th>
            <th>Who</th>
            <th>What</th>
            <th>On</th>
            <th>Outcome</th>
            <th>Rule</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.id} className={record.state === "refused" ? "denied" : undefined}>
              <td data-label="When">
                <When at={record.time} />
              </td>
              <td data-label="Who">
                <Asker {...(record.caller === undefined ? {} : { caller: record.caller })} />
              </td>
              <td data-label="What">
                <code>{record.operation ?? record.note}</code>
              </td>
              <td data-label="On">{record.targets?.map(({ name }) => name).join(", ")}</td>
              <td data-label="Outcome">
                <StateWord state={record.state} /> <span className="quiet">{record.code}</span>
              </td>
              <td data-label="Rule" title={record.decision?.reason} className="quiet">
                {record.decision?.rule}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
