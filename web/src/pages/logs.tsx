import { useMemo } from "react";
import { useSearchParams } from "wouter";
import { useRead } from "../connection/hooks.ts";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { matches } from "./containers/filter.ts";
import type { Source } from "./logs/follow.ts";
import { LogPanel } from "./logs/log-panel.tsx";
import { Picker, type KeptRun } from "./logs/picker.tsx";
import type { ContainerRow } from "./shapes.ts";

/** Logs that are shown at once: each is a stream of the tab's connection. */
const most = 32;

/** The logs of several containers, merged by time; also of some that are gone. */
export default function Logs() {
  const [search, setSearch] = useSearchParams();
  const containers = useRead<{ containers: readonly ContainerRow[] }>("container.list", { all: true });
  const kept = useRead<{ runs: readonly KeptRun[] }>("log.list");
  const query = search.get("q") ?? "";
  const chosen = useMemo(() => new Set((search.get("c") ?? "").split(",").filter((id) => id !== "")), [search]);
  const all = containers.data?.containers ?? [];
  const runs = kept.data?.runs ?? [];
  const there = all.filter((one) => (query === "" ? chosen.has(one.full_id) : matches(one, query)));
  const gone = new Map(runs.filter(({ full_id }) => chosen.has(`!${full_id}`)).map((run) => [run.full_id, run]));
  const sources: readonly Source[] = [
    ...there.map(({ full_id, name }) => ({ id: full_id, name })),
    ...[...gone.values()].map(({ full_id, name }) => ({ id: full_id, name, kept: true })),
  ];
  const write = (name: string, value: string): void => {
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        // A line is one of the logs that were shown.
        for (const one of ["c", "q", "at"]) next.delete(one);
        if (value !== "") next.set(name, value);
        return next;
      },
      { replace: true },
    );
  };
  return (
    <>
      <header>
        <Title>Logs</Title>
        {sources.length > most ? (
          <span className="warn">
            Only {most} of {sources.length} are shown: narrow it down.
          </span>
        ) : null}
      </header>
      <Reading of={containers}>
        {() => (
          <div className="beside">
            <Picker
              containers={all}
              kept={runs}
              chosen={chosen}
              query={query}
              onChoose={(ids) => write("c", [...ids].join(","))}
              onQuery={(text) => write("q", text)}
            />
            <div className="stacked">
              {sources.length === 0 ? (
                <div className="note">Choose containers, and read their logs together, merged by time.</div>
              ) : (
                <LogPanel sources={sources.slice(0, most)} />
              )}
            </div>
          </div>
        )}
      </Reading>
    </>
  );
}
