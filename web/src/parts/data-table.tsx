import {
  useCallback,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type CSSProperties,
  type ReactNode,
} from "react";
import type { KeyAct } from "./keys/acts.ts";
import { TableRow } from "./table-row.tsx";
import { useRowKeys } from "./row-keys.ts";
import { useWindowed } from "./windowed.ts";

/** One column of a table. */
export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  /** Makes the column sortable. */
  readonly sort?: (row: Row) => string | number;
  /** What `sort` gives may change without the rows: tells when, and how often it has. */
  readonly sortedAnew?: { readonly subscribe: (listener: () => void) => () => void; readonly count: () => number };
  readonly className?: string;
  /** CSS width; with it the table's columns keep their width whatever stands in them. */
  readonly width?: string;
}

/** The column by which a table is sorted, and whether the greatest is first. */
export interface Sorted {
  readonly name: string;
  readonly down: boolean;
}

/** What a table is told. */
export interface TableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  /** How a row is called, for its checkbox. */
  readonly nameOf?: (row: Row) => string;
  readonly rowClass?: (row: Row) => string | undefined;
  /** The chosen rows' ids, where rows can be chosen. */
  readonly chosen?: ReadonlySet<string>;
  readonly onChoose?: (ids: ReadonlySet<string>) => void;
  /** Rows of the same group stand together under its name. */
  readonly groupOf?: (row: Row) => string;
  /** How it is sorted, where somebody else keeps that. */
  readonly sorted?: Sorted | undefined;
  readonly onSort?: (sorted: Sorted) => void;
  readonly onOpen?: (row: Row) => void;
  /** Shows a row without leaving the list; told the ids of all rows as they stand. */
  readonly onLook?: (row: Row, ids: readonly string[]) => void;
  /** What a key means on a row that neither the table nor a button of the row does; true where it was done. */
  readonly onAct?: (act: KeyAct, row: Row) => boolean;
}

type Line<Row> = { readonly group: string; readonly count: number } | { readonly row: Row };

/** Pixels of a row before the first is measured. */
const guess = 45;
/** Tables with fewer rows are drawn whole. */
const few = 60;

const never = { subscribe: () => () => undefined, count: () => 0 };

function arrange<Row>(
  rows: readonly Row[],
  groupOf: TableProps<Row>["groupOf"],
  by: Column<Row>["sort"],
  down: boolean,
  closed: ReadonlySet<string>,
): Line<Row>[] {
  const order = by === undefined ? rows : inOrder(rows, by, down);
  if (groupOf === undefined) return order.map((row) => ({ row }));
  const groups = [...Map.groupBy(order, groupOf)].toSorted(([a], [b]) => a.localeCompare(b));
  return groups.flatMap(([group, members]) => [
    { group, count: members.length },
    ...(closed.has(group) ? [] : members.map((row) => ({ row }))),
  ]);
}

function inOrder<Row>(rows: readonly Row[], by: (row: Row) => string | number, down: boolean): Row[] {
  const keyed = rows.map((row) => ({ row, key: by(row) }));
  keyed.sort(({ key: a }, { key: b }) => (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1));
  return keyed.map(({ row }) => row);
}

/** A table: sorted, grouped, chosen from and walked by keys; a long one is drawn only where it is looked at. */
export function DataTable<Row>(props: TableProps<Row>) {
  const { label, rows, columns, idOf, nameOf, chosen, onChoose, groupOf } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [own, setOwn] = useState<Sorted>();
  const { sorted = own, onSort = setOwn } = props;
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const { sort: by, sortedAnew = never } = columns.find(({ name }) => name === sorted?.name) ?? {};
  const count = useSyncExternalStore(sortedAnew.subscribe, sortedAnew.count);
  const down = sorted?.down === true;
  const lines = useMemo(
    () => arrange(rows, groupOf, by, down, closed),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- with each count the same rows may stand in another order
    [rows, groupOf, by, down, closed, count],
  );
  const windowed = useWindowed(frame, lines.length, guess);
  const { first, last, before, after } =
    lines.length <= few ? { first: 0, last: lines.length, before: 0, after: 0 } : windowed;
  const ordered = useMemo(() => lines.flatMap((line) => ("row" in line ? [line.row] : [])), [lines]);
  const keys = useRowKeys(frame, ordered, props);
  const width = columns.length + (chosen === undefined ? 0 : 1);
  const now = useRef({ chosen, onChoose });
  now.current = { chosen, onChoose };
  // The same function always, so that rows that say the same are not drawn anew.
  const toggle = useCallback((id: string): void => {
    const next = new Set(now.current.chosen);
    if (!next.delete(id)) next.add(id);
    now.current.onChoose?.(next);
  }, []);
  const all = rows.length > 0 && rows.every((row) => chosen?.has(idOf(row)) === true);
  const even = columns.some((column) => column.width !== undefined);
  const gap = (height: number) =>
    height > 0 ? (
      <tr aria-hidden="true" className="gap">
        <td colSpan={width} style={{ height }} />
      </tr>
    ) : null;
  return (
    <div className="table" ref={frame} onKeyDown={keys.onKeyDown} onFocus={keys.onFocus} data-table>
      <table
        className={even ? "stack even" : "stack"}
        role="grid"
        aria-label={label}
        aria-rowcount={lines.length + 1}
        aria-multiselectable={chosen === undefined ? undefined : true}
      >
        <thead>
          <tr>
            {chosen === undefined ? null : (
              <th className="pick">
                <input
                  type="checkbox"
                  aria-label="Choose all"
                  checked={all}
                  onChange={() => onChoose?.(all ? new Set() : new Set(rows.map(idOf)))}
                />
              </th>
            )}
            {columns.map((column) => (
              <Head
                key={column.name}
                column={column}
                sorted={sorted?.name === column.name ? sorted.down : undefined}
                onSort={() => onSort({ name: column.name, down: sorted?.name === column.name && !sorted.down })}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {gap(before)}
          {lines.slice(first, last).map((line, index) =>
            "group" in line ? (
              <tr key={`group ${line.group}`} className="group" aria-rowindex={first + index + 2} data-row="">
                <th colSpan={width} scope="rowgroup">
                  <button
                    type="button"
                    className="plain"
                    aria-expanded={!closed.has(line.group)}
                    onClick={() => {
                      const next = new Set(closed);
                      if (!next.delete(line.group)) next.add(line.group);
                      setClosed(next);
                    }}
                  >
                    <span aria-hidden="true">{closed.has(line.group) ? "▸" : "▾"}</span> {line.group}{" "}
                    <span className="quiet">{line.count}</span>
                  </button>
                </th>
              </tr>
            ) : (
              <TableRow
                key={idOf(line.row)}
                row={line.row}
                id={idOf(line.row)}
                name={nameOf?.(line.row) ?? idOf(line.row)}
                index={first + index + 2}
                columns={columns}
                className={props.rowClass?.(line.row)}
                reached={keys.reached === undefined ? line === lines[first] : keys.reached === idOf(line.row)}
                {...(chosen === undefined ? {} : { chosen: chosen.has(idOf(line.row)), onToggle: toggle })}
              />
            ),
          )}
          {gap(after)}
        </tbody>
      </table>
    </div>
  );
}

function Head<Row>({
  column: { name, sort, className, width },
  sorted,
  onSort,
}: {
  readonly column: Column<Row>;
  readonly sorted: boolean | undefined;
  readonly onSort: () => void;
}) {
  const style: CSSProperties | undefined = width === undefined ? undefined : { width };
  if (sort === undefined)
    return (
      <th className={className} style={style}>
        {name}
      </th>
    );
  return (
    <th
      className={className}
      style={style}
      aria-sort={sorted === undefined ? undefined : sorted ? "descending" : "ascending"}
    >
      <button type="button" className="plain" onClick={onSort}>
        {name}
        <span aria-hidden="true">{sorted === undefined ? "" : sorted ? " ↓" : " ↑"}</span>
      </button>
    </th>
  );
}
