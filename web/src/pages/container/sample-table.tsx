import { useState } from "react";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { bytes, exact } from "../../parts/format.ts";

/** The averages of one period. */
export interface SamplePoint {
  readonly time: string;
  readonly cpu_percent: number | null;
  readonly memory: number;
  readonly network_rx_rate: number | null;
  readonly network_tx_rate: number | null;
  readonly block_read_rate: number | null;
  readonly block_write_rate: number | null;
}

/** Bytes a second, in words. */
export const rate = (value: number): string => `${bytes(value)}/s`;
/** A share of one CPU, in words. */
export const share = (value: number): string => `${value.toFixed(1)} %`;

/** What is drawn, and how it is said. */
export const measures = [
  { field: "cpu_percent", name: "CPU", show: share },
  { field: "memory", name: "Memory", show: bytes },
  { field: "network_rx_rate", name: "Received", show: rate },
  { field: "network_tx_rate", name: "Sent", show: rate },
  { field: "block_read_rate", name: "Read from disk", show: rate },
  { field: "block_write_rate", name: "Written to disk", show: rate },
] as const satisfies readonly {
  readonly field: Exclude<keyof SamplePoint, "time">;
  readonly name: string;
  readonly show: (value: number) => string;
}[];

const columns: readonly Column<SamplePoint>[] = [
  { name: "From", className: "tight", sort: ({ time }) => time, cell: ({ time }) => exact(time).slice(0, 19) },
  ...measures.map(({ field, name, show }) => ({
    name,
    className: "number",
    sort: (point: SamplePoint) => point[field] ?? -1,
    cell: (point: SamplePoint) => {
      const value = point[field];
      return value === null ? "–" : show(value);
    },
  })),
];

/** What charts draw, in numbers, for whoever reads them rather than sees them. */
export function SampleTable({ points }: { readonly points: readonly SamplePoint[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="card" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>The same in numbers ({points.length} periods)</summary>
      {open ? (
        <DataTable label="Averages of each period, UTC" rows={points} columns={columns} idOf={({ time }) => time} />
      ) : null}
    </details>
  );
}
