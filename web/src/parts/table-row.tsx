import { memo } from "react";
import type { Column } from "./data-table.tsx";

interface RowProps<Row> {
  readonly row: Row;
  readonly id: string;
  readonly name: string;
  readonly index: number;
  readonly columns: readonly Column<Row>[];
  readonly className: string | undefined;
  /** The row that Tab comes to. */
  readonly reached: boolean;
  readonly chosen?: boolean;
  readonly onToggle?: (id: string) => void;
}

/** One row; on a phone each cell says its column's name. It is drawn anew only when something of it has changed. */
export const TableRow = memo(function TableRow<Row>({
  row,
  id,
  name,
  index,
  columns,
  className,
  reached,
  chosen,
  onToggle,
}: RowProps<Row>) {
  return (
    <tr
      data-row={id}
      tabIndex={reached ? 0 : -1}
      aria-rowindex={index}
      aria-selected={chosen}
      className={[chosen === true ? "chosen" : "", className ?? ""].join(" ").trim() || undefined}
    >
      {chosen === undefined ? null : (
        <td data-label="Choose" className="fits pick">
          <input type="checkbox" aria-label={`Choose ${name}`} checked={chosen} onChange={() => onToggle?.(id)} />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.name} data-label={column.name} className={column.className}>
          <div className="cell">{column.cell(row)}</div>
        </td>
      ))}
    </tr>
  );
}) as <Row>(props: RowProps<Row>) => React.JSX.Element;
