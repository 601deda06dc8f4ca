import { useMemo, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { useLiveness, useRead } from "../connection/hooks.ts";
import { useMeasurements } from "../connection/use-of-all.ts";
import { copy, dockerCommand } from "../parts/call-words.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { useToasts } from "../parts/toasts.tsx";
import { mainActions } from "./containers/actions.tsx";
import { Bulk, bulkActs, type BulkAct } from "./containers/bulk.tsx";
import { columnsOf, stateOf } from "./containers/columns.tsx";
import { FilterBar } from "./containers/filter-bar.tsx";
import { matches, type LastChange } from "./containers/filter.ts";
import { QuickLook } from "./containers/quick-look.tsx";
import { useRoomy } from "./containers/use-roomy.ts";
import { TrashTabs } from "./containers/trash-tabs.tsx";
import type { ContainerRow, RecordRow } from "./shapes.ts";

/** Who changed each container last, as far as the newest records tell. */
function lastChanges(records: readonly RecordRow[]): ReadonlyMap<string, LastChange> {
  const last = new Map<string, LastChange>();
  for (const { caller, operation = "", time, targets, state } of records) {
    if (state !== "done" || caller === undefined) continue;
    for (const { kind, id } of targets ?? []) {
      if (kind === "container" && !last.has(id)) last.set(id, { by: caller.name, operation, time });
    }
  }
  return last;
}

const projectOf = ({ project }: ContainerRow): string => project ?? "without a project";

const tabKeys: Readonly<Record<string, string>> = { l: "logs", e: "terminal", h: "history" };

/** All containers: filter, group, choose, act. */
export default function Containers() {
  const [search, setSearch] = useSearchParams();
  const [, go] = useLocation();
  const filter = search.get("q") ?? "";
  const grouped = search.get("group") === "project";
  const roomy = useRoomy();
  const { liveness } = useLiveness();
  useMeasurements(liveness === "live");
  const toasts = useToasts();
  const containers = useRead<{ containers: readonly ContainerRow[] }>("container.list", { all: true });
  const records = useRead<{ records: readonly RecordRow[] }>("audit.list", { changes: true, limit: 500 });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [act, setAct] = useState<BulkAct>();
  const [looked, setLooked] = useState<ContainerRow>();
  const all = containers.data?.containers;
  const last = useMemo(() => lastChanges(records.data?.records ?? []), [records.data]);
  const shown = useMemo(
    () => (all ?? []).filter((one) => matches(one, filter, last.get(one.full_id))),
    [all, filter, last],
  );
  const states = useMemo(() => {
    const counts = Map.groupBy(all ?? [], stateOf);
    return new Map([...counts].map(([state, members]) => [state, members.length]));
  }, [all]);
  const columns = useMemo(() => columnsOf(last, { grouped, roomy }), [last, grouped, roomy]);
  const chosenRows = shown.filter(({ full_id }) => chosen.has(full_id));
  const write = (changes: Readonly<Record<string, string>>): void => {
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        for (const [name, value] of Object.entries(changes)) {
          if (value === "") next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  };
  const copyFirst = async (row: ContainerRow): Promise<void> => {
    const [first] = mainActions(row);
    if (first === undefined) return;
    try {
      const text = (await dockerCommand(first.operation, first.input)) ?? "";
      toasts.done((await copy(text)) ? `Copied: ${text}` : text);
    } catch (thrown) {
      toasts.failed(thrown);
    }
  };
  const onKey = (key: string, row: ContainerRow): void => {
    if (key in tabKeys) go(`/containers/${row.full_id}/${tabKeys[key]}`);
    else if (key === "y") void copyFirst(row);
  };
  return (
    <>
      <header>
        <Title>Containers</Title>
        <span className="quiet" role="status">
          {shown.length} of {all?.length ?? "…"} shown
        </span>
        <span className="grow" />
        <label>
          <input
            type="checkbox"
            checked={grouped}
            onChange={(event) => write({ group: event.target.checked ? "project" : "" })}
          />{" "}
          by project
        </label>
      </header>
      <TrashTabs />
      <FilterBar filter={filter} states={states} onFilter={(q) => write({ q })} />
      {chosenRows.length > 0 ? (
        <div className="note picked" role="region" aria-label="Chosen containers">
          <span className="actions">
            <strong>{chosenRows.length} chosen</strong>
            {bulkActs.map((one) => (
              <button
                key={one.operation}
                type="button"
                className={one.operation === "container.remove" ? "danger" : undefined}
                onClick={() => setAct(one)}
              >
                {one.name}
              </button>
            ))}
            <button type="button" onClick={() => setChosen(new Set())}>
              Choose none
            </button>
          </span>
        </div>
      ) : null}
      {act === undefined ? null : (
        <Bulk
          act={act}
          rows={chosenRows}
          onEnd={() => {
            setAct(undefined);
            setChosen(new Set());
          }}
        />
      )}
      {looked === undefined ? null : <QuickLook of={looked} onClose={() => setLooked(undefined)} />}
      <Reading
        of={containers}
        empty={{
          when: () => shown.length === 0,
          text: filter === "" ? "There are no containers." : "No container fits this filter.",
        }}
      >
        {() => (
          <DataTable
            label="Containers"
            rows={shown}
            columns={columns}
            idOf={({ full_id }) => full_id}
            nameOf={({ name }) => name}
            chosen={chosen}
            onChoose={setChosen}
            onOpen={({ full_id }) => go(`/containers/${full_id}`)}
            onLook={setLooked}
            onKey={onKey}
            {...(grouped ? { groupOf: projectOf } : {})}
          />
        )}
      </Reading>
    </>
  );
}
