import { DataTable, type Column } from "../../parts/data-table.tsx";
import { bytes } from "../../parts/format.ts";

/** One setting that differs; what was or is not there is null. */
export interface Change {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

const inBytes = /\.(?:Memory|MemorySwap|MemoryReservation|KernelMemory|ShmSize)$/;

/** A value in words; the engine's numbers have no unit of their own. */
function say(path: string, value: unknown): string {
  if (typeof value === "number" && value > 0) {
    if (inBytes.test(path)) return `${value} B (${bytes(value)})`;
    if (path.endsWith(".NanoCpus")) return `${value} (${value / 1e9} CPUs)`;
  }
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}

function Value({ path, value, sign }: { readonly path: string; readonly value: unknown; readonly sign: "−" | "+" }) {
  if (value === null) return <span className="quiet">not set</span>;
  return (
    <span className={sign === "+" ? "good" : "bad"}>
      {sign} {say(path, value)}
    </span>
  );
}

const columns: readonly Column<Change>[] = [
  { name: "Setting", className: "setting", sort: ({ path }) => path, cell: ({ path }) => path },
  { name: "Before", className: "mono", cell: ({ path, before }) => <Value path={path} value={before} sign="−" /> },
  { name: "After", className: "mono", cell: ({ path, after }) => <Value path={path} value={after} sign="+" /> },
];

/** Settings before and after, side by side. */
export const Changes = ({ of, label }: { readonly of: readonly Change[]; readonly label: string }) => (
  <DataTable label={label} rows={of} columns={columns} idOf={({ path }) => path} />
);
