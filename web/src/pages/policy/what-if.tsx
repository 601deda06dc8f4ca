import { useState } from "react";
import { useRead } from "../../connection/hooks.ts";
import { Reading } from "../../parts/reading.tsx";
import { When } from "../../parts/when.tsx";

interface Replayed {
  readonly replayed: number;
  readonly same: number;
  readonly unknown: number;
  readonly different: readonly {
    readonly record: string;
    readonly time: string;
    readonly caller: string;
    readonly role: string;
    readonly operation: string;
    readonly targets: readonly string[];
    readonly before: { readonly effect: string; readonly rule: string };
    readonly after: { readonly effect: string; readonly rule: string; readonly line?: number; readonly reason: string };
  }[];
}

/** Rows that are drawn; what is more is counted. */
const most = 200;

const spans = [
  ["24h", "the last day"],
  ["7d", "the last week"],
  ["30d", "the last 30 days"],
] as const;

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
                <div className="table" tabIndex={0} role="region" aria-label="Calls that would differ">
                  <table className="stack">
                    <thead>
                      <tr>
                        <th>When</th>
                        <th>Who</th>
                        <th>What</th>
                        <th>Was</th>
                        <th>Would be</th>
                      </tr>
                    </thead>
                    <tbody>
                      {found.different.slice(0, most).map((one) => (
                        <tr key={one.record} className={one.after.effect === "deny" ? "denied" : undefined}>
                          <td data-label="When">
                            <When at={one.time} />
                          </td>
                          <td data-label="Who">
                            {one.caller} <span className="quiet">({one.role})</span>
                          </td>
                          <td data-label="What">
                            <code>{one.operation}</code> {one.targets.join(", ")}
                          </td>
                          <td data-label="Was">{one.before.effect}</td>
                          <td data-label="Would be" title={one.after.reason}>
                            <strong>{one.after.effect}</strong> <span className="quiet">by {one.after.rule}</span>
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
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
