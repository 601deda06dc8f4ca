import { useState } from "react";
import { useRead } from "../../connection/hooks.ts";
import { Reading } from "../../parts/reading.tsx";

interface Setting {
  readonly key: string;
  readonly group: string;
  readonly description: string;
  readonly value: string | null;
  readonly from: string;
  readonly origin: "flag" | "environment" | "file" | "default";
  readonly environment: string;
  readonly flag: string;
  readonly reloadable: boolean;
}

/** What the server is set up with, and where each setting comes from. */
export function ServerSettings() {
  const settings = useRead<{ settings: readonly Setting[] }>("setting.list");
  const [all, setAll] = useState(false);
  return (
    <section className="stacked">
      <h2>Server settings</h2>
      <p className="quiet">
        Changed by flag, environment or the settings file, and taken over at the next start; never from here.
      </p>
      <label>
        <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} /> Also what stands as
        it comes
      </label>
      <Reading of={settings}>
        {({ settings: list }) => {
          const shown = list.filter(({ origin }) => all || origin !== "default");
          if (shown.length === 0) return <div className="note">Nothing is set: everything stands as it comes.</div>;
          return (
            <div className="table">
              <table className="stack">
                <thead>
                  <tr>
                    <th>Setting</th>
                    <th>Value</th>
                    <th>From</th>
                    <th>Set it by</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((one) => (
                    <tr key={one.key}>
                      <td data-label="Setting">
                        <span>
                          <code>{one.key}</code>
                          <br />
                          <span className="quiet">
                            {one.description}
                            {one.reloadable ? " A changed file counts at once." : ""}
                          </span>
                        </span>
                      </td>
                      <td data-label="Value" className="mono">
                        {one.value === null || one.value === "" ? <span className="quiet">not set</span> : one.value}
                      </td>
                      <td data-label="From">{one.from}</td>
                      <td data-label="Set it by" className="mono quiet">
                        <span>
                          {one.flag}
                          <br />
                          {one.environment}
                        </span>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          );
        }}
      </Reading>
    </section>
  );
}
