import { useState } from "react";
import { useRead } from "../../connection/hooks.ts";
import { Act } from "../../parts/act.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { DiffView } from "../../parts/diff-view.tsx";
import { Reading } from "../../parts/reading.tsx";
import { When } from "../../parts/when.tsx";
import type { Compared, Inspected } from "./shapes.ts";

interface Version {
  readonly version: number;
  readonly time: string;
  readonly digest: string;
  readonly by: string | null;
  readonly reason: string | null;
  readonly in_force: boolean;
}

function Difference({ from, to }: { readonly from: number | undefined; readonly to: number }) {
  const compared = useRead<Compared>("policy.diff", { to, ...(from === undefined ? {} : { from }) });
  return (
    <section className="card stacked">
      <h2>
        {from === undefined ? `Version ${to}` : `What version ${to} changed`}
        {from === undefined ? <span className="quiet"> compared with the file as it stands</span> : null}
      </h2>
      <Reading of={compared}>{({ lines }) => <DiffView lines={lines} label={`What version ${to} changed`} />}</Reading>
    </section>
  );
}

const columnsOf = (
  shown: number | undefined,
  show: (version: number | undefined) => void,
  restorable: boolean,
): readonly Column<Version>[] => [
  {
    name: "Version",
    cell: ({ version, in_force: inForce }) => (
      <>
        {version} {inForce ? <span className="state good">✔ in force</span> : null}
      </>
    ),
  },
  { name: "In force since", className: "tight", cell: ({ time }) => <When at={time} /> },
  { name: "Changed by", cell: ({ by }) => by ?? <span className="quiet">the file itself</span> },
  { name: "Why", cell: ({ reason }) => reason ?? "–" },
  {
    name: "Actions",
    cell: ({ version, in_force: inForce }) => (
      <span className="actions">
        <button
          type="button"
          aria-pressed={shown === version}
          onClick={() => show(shown === version ? undefined : version)}
        >
          Changes<span className="skip-text"> of version {version}</span>
        </button>
        {inForce || !restorable ? null : (
          <Act
            operation="policy.restore"
            input={{ version, reason: `Back to version ${version}` }}
            ask={{
              title: `Put version ${version} in force again?`,
              text: <p>It counts from the next call on, for everybody, and becomes a new version.</p>,
              act: `Go back to version ${version}`,
            }}
          >
            Go back to it
          </Act>
        )}
      </span>
    ),
  },
];

/** The policies that were in force, what each changed, and going back. */
export default function History({ policy }: { readonly policy: Inspected }) {
  const versions = useRead<{ versions: readonly Version[] }>("policy.history", { limit: 100 });
  const [shown, setShown] = useState<number>();
  return (
    <Reading
      of={versions}
      empty={{
        when: ({ versions: all }) => all.length === 0,
        text: "No policy file has been in force yet: only the built-in roles count.",
      }}
    >
      {({ versions: all }) => (
        <>
          <DataTable
            label="Versions"
            rows={all}
            columns={columnsOf(shown, setShown, policy.read_only === null)}
            idOf={({ version }) => String(version)}
            rowClass={({ version }) => (shown === version ? "chosen" : undefined)}
          />
          {policy.read_only === null ? null : <div className="note warn">{policy.read_only}</div>}
          {shown === undefined ? null : (
            <Difference
              key={shown}
              to={shown}
              from={all[all.findIndex(({ version }) => version === shown) + 1]?.version}
            />
          )}
        </>
      )}
    </Reading>
  );
}
