import type { Column } from "./data-table.tsx";

/** One row; on a phone each cell says its column's name. */
export function TableRow<Row>({
  row,
  id,
  name,
  index,
  columns,
  className,
  reached,
  chosen,
  onToggle,
}: {
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
}) {
  return (
    <tr
      data-row={id}
      tabIndex={reached ? 0 : -1}
      aria-rowindex={index}
      className={[chosen === true ? "chosen" : "", className ?? ""].join(" ").trim() || undefined}
    >
      {chosen === undefined ? null : (
        <td data-label="Choose" className="pick">
          <input type="checkbox" aria-label={`Choose ${name}`} checked={chosen} onChange={() => onToggle?.(id)} />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.name} data-label={column.name} className={column.className}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}
