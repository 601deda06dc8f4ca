import { useRead } from "../../connection/hooks.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { bytes } from "../../parts/format.ts";
import { Reading } from "../../parts/reading.tsx";
import { When } from "../../parts/when.tsx";

interface Use {
  readonly path: string;
  readonly file_bytes: number;
  readonly log_bytes: number;
  readonly parts: readonly {
    readonly name: string;
    readonly rows: number;
    readonly oldest: string | null;
    readonly kept: string;
    readonly settings: readonly string[];
  }[];
}

const count = new Intl.NumberFormat("en");

const columns: readonly Column<Use["parts"][number]>[] = [
  { name: "What", cell: ({ name }) => name },
  { name: "How many", className: "number", sort: ({ rows }) => rows, cell: ({ rows }) => count.format(rows) },
  { name: "Oldest", className: "tight", cell: ({ oldest }) => (oldest === null ? "–" : <When at={oldest} />) },
  {
    name: "Kept",
    cell: ({ kept, settings }) => (
      <>
        {kept} <code className="quiet">{settings.join(" ")}</code>
      </>
    ),
  },
];

/** What the server keeps, how old it is, and for how long it stays. */
export function StoreUse() {
  const use = useRead<Use>("store.usage");
  return (
    <section className="stacked">
      <h2>What is kept</h2>
      <Reading of={use}>
        {({ path, file_bytes: file, log_bytes: log, parts }) => (
          <>
            <p className="quiet">
              {bytes(file + log)} in <code>{path}</code>
            </p>
            <DataTable label="What is kept" rows={parts} columns={columns} idOf={({ name }) => name} />
          </>
        )}
      </Reading>
    </section>
  );
}
