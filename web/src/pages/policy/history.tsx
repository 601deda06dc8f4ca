import { useState } from "react";
import { useRead } from "../../connection/hooks.ts";
import { Act } from "../../parts/act.tsx";
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
          <div className="table">
            <table className="stack">
              <thead>
                <tr>
                  <th>Version</th>
                  <th>In force since</th>
                  <th>Changed by</th>
                  <th>Why</th>
                  <th>
                    <span className="skip-text">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {all.map((one) => (
                  <tr key={one.version} className={shown === one.version ? "chosen" : undefined}>
                    <td data-label="Version">
                      {one.version} {one.in_force ? <span className="state good">✔ in force</span> : null}
                    </td>
                    <td data-label="Since">
                      <When at={one.time} />
                    </td>
                    <td data-label="By">{one.by ?? <span className="quiet">the file itself</span>}</td>
                    <td data-label="Why">{one.reason ?? "–"}</td>
                    <td data-label="">
                      <span className="actions">
                        <button
                          type="button"
                          aria-pressed={shown === one.version}
                          onClick={() => setShown(shown === one.version ? undefined : one.version)}
                        >
                          Changes<span className="skip-text"> of version {one.version}</span>
                        </button>
                        {one.in_force || policy.read_only !== null ? null : (
                          <Act
                            operation="policy.restore"
                            input={{ version: one.version, reason: `Back to version ${one.version}` }}
                            ask={{
                              title: `Put version ${one.version} in force again?`,
                              text: <p>It counts from the next call on, for everybody, and becomes a new version.</p>,
                              act: `Go back to version ${one.version}`,
                            }}
                          >
                            Go back to it
                          </Act>
                        )}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
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
