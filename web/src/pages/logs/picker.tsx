import { useState } from "react";
import { matches } from "../containers/filter.ts";
import type { ContainerRow } from "../shapes.ts";

/** What is kept of a container that ended or is gone. */
export interface KeptRun {
  readonly full_id: string;
  readonly name: string;
  readonly ended: string;
}

/** Which logs are shown: boxes to tick, and all that fit a filter. */
export function Picker({
  containers,
  kept,
  chosen,
  query,
  onChoose,
  onQuery,
}: {
  readonly containers: readonly ContainerRow[];
  readonly kept: readonly KeptRun[];
  readonly chosen: ReadonlySet<string>;
  /** Everything that fits it is shown, also what comes later; empty where single ones are chosen. */
  readonly query: string;
  readonly onChoose: (ids: ReadonlySet<string>) => void;
  readonly onQuery: (query: string) => void;
}) {
  const [filter, setFilter] = useState(query);
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose(next);
  };
  const fits = containers.filter((one) => matches(one, filter));
  const there = new Set(containers.map(({ full_id }) => full_id));
  const gone = kept.filter(({ full_id, name }) => !there.has(full_id) && name.includes(filter));
  return (
    <aside className="card picker" aria-label="Containers">
      <label>
        <span className="quiet">Containers </span>
        <input
          type="search"
          value={filter}
          placeholder="name  project:shop"
          onChange={(event) => setFilter(event.target.value)}
        />
      </label>
      <button
        type="button"
        aria-pressed={query !== ""}
        onClick={() => onQuery(query === "" ? filter || "state:running" : "")}
      >
        {query === "" ? "Follow all that fit" : `Following ${query}: choose single ones`}
      </button>
      <ul tabIndex={0} aria-label="Containers to choose">
        {fits.map(({ full_id, name, status }) => (
          <li key={full_id}>
            <label>
              <input
                type="checkbox"
                disabled={query !== ""}
                checked={
                  query === ""
                    ? chosen.has(full_id)
                    : matches(containers.find((one) => one.full_id === full_id) as ContainerRow, query)
                }
                onChange={() => toggle(full_id)}
              />{" "}
              {name} {status === "running" ? null : <span className="quiet">({status})</span>}
            </label>
          </li>
        ))}
        {gone.map(({ full_id, name, ended }) => (
          <li key={full_id + ended}>
            <label>
              <input type="checkbox" checked={chosen.has(`!${full_id}`)} onChange={() => toggle(`!${full_id}`)} />{" "}
              {name} <span className="quiet">(gone, ended {ended.slice(0, 16).replace("T", " ")})</span>
            </label>
          </li>
        ))}
      </ul>
    </aside>
  );
}
