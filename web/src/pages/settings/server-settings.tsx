import { useState } from "react";
import { useRead } from "../../connection/hooks.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
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

const columns: readonly Column<Setting>[] = [
  {
    name: "Setting",
    cell: ({ key, description, reloadable }) => (
      <>
        <code>{key}</code>
        <br />
        <span className="quiet">
          {description}
          {reloadable ? " A changed file counts at once." : ""}
        </span>
      </>
    ),
  },
  {
    name: "Value",
    className: "mono",
    cell: ({ value }) => (value === null || value === "" ? <span className="quiet">not set</span> : value),
  },
  { name: "From", cell: ({ from }) => from },
  {
    name: "Set it by",
    className: "mono quiet",
    cell: ({ flag, environment }) => (
      <>
        {flag}
        <br />
        {environment}
      </>
    ),
  },
];

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
          return <DataTable label="Settings" rows={shown} columns={columns} idOf={({ key }) => key} />;
        }}
      </Reading>
    </section>
  );
}
