import { useMemo, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { useLiveness, useRead } from "../connection/hooks.ts";
import { useMeasurements } from "../connection/use-of-all.ts";
import { askerOf } from "../parts/asker.ts";
import { copy, dockerCommand } from "../parts/call-words.ts";
import { DataTable, type Sorted } from "../parts/data-table.tsx";
import { useKept } from "../parts/kept.ts";
import type { KeyAct } from "../parts/keys/acts.ts";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { useToasts } from "../parts/toasts.tsx";
import { mainActions } from "./containers/actions.tsx";
import { Bulk, bulkActs, type BulkAct } from "./containers/bulk.tsx";
import { columnsOf, offeredColumns, stateOf, usualColumns } from "./containers/columns.tsx";
import { FilterBar } from "./containers/filter-bar.tsx";
import { matches, type LastChange } from "./containers/filter.ts";
import { ownLook } from "./containers/own-view.ts";
import { QuickLook } from "./containers/quick-look.tsx";
import { useRoomy } from "./containers/use-roomy.ts";
import { TrashTabs } from "./containers/trash-tabs.tsx";
import { groupings, ViewBar, type Grouping } from "./containers/view-bar.tsx";
import type { ContainerRow, RecordRow } from "./shapes.ts";

/** Who changed each container last, as far as the newest records tell. */
function lastChanges(records: readonly RecordRow[]): ReadonlyMap<string, LastChange> {
  const last = new Map<string, LastChange>();
  for (const { caller, operation = "", time, targets, state } of records) {
    if (state !== "done" || caller === undefined) continue;
    for (const { kind, id } of targets ?? []) {
      if (kind === "container" && !last.has(id))
        last.set(id, { by: caller.name, asker: askerOf(caller), operation, time });
    }
  }
  return last;
}

const nobody: ReadonlyMap<string, LastChange> = new Map();

/** The same, read where it is `wanted`: where it shows nowhere, neither the server nor the rows have anything to do with it. */
function useLastChanges(wanted: boolean): ReadonlyMap<string, LastChange> {
  const { data } = useRead<{ records: readonly RecordRow[] }>("audit.list", { changes: true, limit: 500 }, wanted);
  return useMemo(() => (wanted && data !== undefined ? lastChanges(data.records) : nobody), [wanted, data]);
}

/** The group that a row belongs to, by what the rows stand together by. */
const groupsBy = (
  last: ReadonlyMap<string, LastChange>,
): Readonly<Record<Exclude<Grouping, "">, (row: ContainerRow) => string>> => ({
  project: ({ project }) => project ?? "without a project",
  state: stateOf,
  image: ({ image }) => image,
  by: ({ full_id }) => last.get(full_id)?.by ?? "nobody that is recorded",
});

/** Acts that open a tab of that name. */
const tabs: ReadonlySet<KeyAct> = new Set(["logs", "terminal", "history"]);

/** What is sorted by, as the address says it: a column's name, with a minus where the greatest is first. */
function sortedIn(search: URLSearchParams): Sorted | undefined {
  const text = search.get("sort") ?? "";
  const down = text.startsWith("-");
  return text === "" ? undefined : { name: down ? text.slice(1) : text, down };
}

/** All containers: filter, group, choose, act. */
export default function Containers() {
  const [search, setSearch] = useSearchParams();
  const [, go] = useLocation();
  const filter = search.get("q") ?? "";
  const group = groupings.find(([key]) => key === search.get("group"))?.[0] ?? "";
  const sorted = sortedIn(search);
  const roomy = useRoomy();
  const look = useKept(ownLook);
  const { liveness } = useLiveness();
  useMeasurements(liveness === "live");
  const toasts = useToasts();
  const containers = useRead<{ containers: readonly ContainerRow[] }>("container.list", { all: true });
  const visible = useMemo(
    () => (look.columns === undefined ? usualColumns(roomy, group === "project") : new Set(look.columns)),
    [look.columns, roomy, group],
  );
  const last = useLastChanges(visible.has("Last change") || group === "by" || /(?:^|\s)-?by:/.test(filter));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [act, setAct] = useState<BulkAct>();
  const [looked, setLooked] = useState<{ readonly id: string; readonly ids: readonly string[] }>();
  const all = containers.data?.containers;
  const shown = useMemo(
    () => (all ?? []).filter((one) => matches(one, filter, last.get(one.full_id))),
    [all, filter, last],
  );
  const states = useMemo(() => {
    const counts = Map.groupBy(all ?? [], stateOf);
    return new Map([...counts].map(([state, members]) => [state, members.length]));
  }, [all]);
  const columns = useMemo(() => columnsOf(last, visible), [last, visible]);
  const groupOf = useMemo(() => (group === "" ? undefined : groupsBy(last)[group]), [group, last]);
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
  const onAct = (key: KeyAct, row: ContainerRow): boolean => {
    if (tabs.has(key)) go(`/containers/${row.full_id}/${key}`);
    else if (key === "copy") void copyFirst(row);
    else return false;
    return true;
  };
  return (
    <>
      <header>
        <Title>Containers</Title>
        <span className="quiet" role="status">
          {shown.length} of {all?.length ?? "…"} shown
        </span>
        <span className="grow" />
        <ViewBar
          group={group}
          onGroup={(next) => write({ group: next })}
          offered={offeredColumns}
          shown={visible}
          query={search.toString()}
          onView={(query) => setSearch(new URLSearchParams(query))}
        />
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
      <div className={look.compact ? "low" : undefined}>
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
              sorted={sorted}
              onSort={({ name, down }) => write({ sort: down ? `-${name}` : name })}
              onOpen={({ full_id }) => go(`/containers/${full_id}`)}
              onLook={({ full_id: id }, ids) => setLooked({ id, ids })}
              onAct={onAct}
              {...(groupOf === undefined ? {} : { groupOf })}
            />
          )}
        </Reading>
      </div>
      {looked === undefined ? null : (
        <QuickLook
          id={looked.id}
          ids={looked.ids}
          onLook={(id) => setLooked({ ...looked, id })}
          onClose={() => setLooked(undefined)}
        />
      )}
    </>
  );
}
