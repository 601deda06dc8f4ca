import { useState } from "react";
import type { PolicyTools } from "../../../../src/catalogue/ports/policy-tools.ts";
import { useRead } from "../../connection/hooks.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Reading } from "../../parts/reading.tsx";
import { When } from "../../parts/when.tsx";

type Replayed = Awaited<ReturnType<PolicyTools["preview"]>>;
type Different = Replayed["different"][number];

/** Rows that are drawn; what is more is counted. */
const most = 200;

const spans = [
  ["24h", "the last day"],
  ["7d", "the last week"],
  ["30d", "the last 30 days"],
] as const;

const columns: readonly Column<Different>[] = [
  { name: "When", className: "tight", sort: ({ time }) => time, cell: ({ time }) => <When at={time} /> },
  {
    name: "Who",
    sort: ({ caller }) => caller,
    cell: ({ caller, role }) => (
      <>
        {caller} <span className="quiet">({role})</span>
      </>
    ),
  },
  {
    name: "What",
    sort: ({ operation }) => operation,
    cell: ({ operation, targets }) => (
      <>
        <code>{operation}</code> {targets.join(", ")}
      </>
    ),
  },
  { name: "Was", sort: ({ before }) => before.effect, cell: ({ before }) => before.effect },
  {
    name: "Would be",
    sort: ({ after }) => after.effect,
    cell: ({ after }) => (
      <span title={after.reason}>
        <strong>{after.effect}</strong> <span className="quiet">by {after.rule}</span>
      </span>
    ),
  },
];

/** Replays recorded calls against a text that is not in force: what would have been decided otherwise. */
export function WhatIf({ text, valid }: { readonly text: string; readonly valid: boolean }) {
  const [asked, setAsked] = useState<{ policy: string; since: string }>();
  const [since, setSince] = useState<string>(spans[0][0]);
  const replayed = useRead<Replayed>("policy.preview", { ...asked, limit: 10_000 }, asked !== undefined);
  return (
    <section className="card stacked">
      <h2>What would have been different?</h2>
      <div className="actions">
        <label>
          Calls of{" "}
          <select value={since} onChange={(event) => setSince(event.target.value)}>
            {spans.map(([key, name]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" disabled={!valid} onClick={() => setAsked({ policy: text, since })}>
          Replay them
        </button>
        {asked !== undefined && asked.policy !== text ? (
          <span className="quiet">The text has changed since: replay again.</span>
        ) : null}
      </div>
      {asked === undefined ? null : (
        <Reading of={replayed}>
          {(found) => (
            <div role="status" className="stacked">
              <p>
                {found.different.length} of {found.replayed} calls would have been decided otherwise
                {found.unknown === 0 ? "." : `; ${found.unknown} acted on what is gone, and can't be told.`}
              </p>
              {found.different.length === 0 ? null : (
                <div role="region" aria-label="Calls that would differ">
                  <DataTable
                    label="Calls that would differ"
                    rows={found.different.slice(0, most)}
                    columns={columns}
                    idOf={({ record }) => record}
                    rowClass={({ after }) => (after.effect === "deny" ? "denied" : undefined)}
                  />
                </div>
              )}
              {found.different.length > most ? <p className="quiet">The newest {most} are shown.</p> : null}
            </div>
          )}
        </Reading>
      )}
    </section>
  );
}
