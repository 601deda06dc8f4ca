import { useEffect, useMemo, useState } from "react";
import { useSearchParams } from "wouter";
import { exact } from "../../parts/format.ts";
import { RecordFacts } from "../../parts/record-facts.tsx";
import { UndoOne } from "../../parts/undo-one.tsx";
import { Calls } from "./calls.tsx";
import { Difference } from "./difference.tsx";
import { differenceAfter, type Inspected } from "./shapes.ts";

/** Milliseconds that each call is shown while it plays. */
const pace = 1200;

/** Goes from call to call by itself, until the last one. */
function usePlaying(at: number, last: number, go: (at: number) => void): readonly [boolean, (on: boolean) => void] {
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setTimeout(() => (at < last ? go(at + 1) : setPlaying(false)), pace);
    return () => clearTimeout(timer);
  }, [playing, at, last, go]);
  return [playing, setPlaying];
}

/** A session call by call: what was asked, what was decided, what happened because of it, and what was different on the host by then. */
export function Replay({ of: { records, events, course } }: { readonly of: Inspected }) {
  const [search, setSearch] = useSearchParams();
  const named = records.findIndex(({ id }) => id === search.get("call"));
  const [at, setAt] = useState(Math.max(0, named));
  const last = records.length - 1;
  const go = useMemo(
    () => (to: number) => {
      setAt(to);
      setSearch({ call: records[to]?.id ?? "" }, { replace: true });
    },
    [records, setSearch],
  );
  const [playing, setPlaying] = usePlaying(at, last, go);
  const soFar = useMemo(() => new Set(records.slice(0, at + 1).map(({ id }) => id)), [records, at]);
  const record = records[Math.min(at, last)];
  if (record === undefined) return null;
  const caused = events.filter((one) => one.record === record.id);
  const touched = new Set(course.filter((one) => one.record === record.id).map(({ id }) => id));
  const words = `Call ${at + 1} of ${records.length}, ${exact(record.time)}: ${record.operation ?? record.note ?? ""}, ${record.state}`;
  return (
    <section className="card stacked" aria-label="Replay">
      <div className="actions">
        <h2>Step by step</h2>
        <button type="button" disabled={at === 0} onClick={() => go(at - 1)}>
          Earlier
        </button>
        <button type="button" disabled={at === last} onClick={() => go(at + 1)}>
          Later
        </button>
        <button
          type="button"
          disabled={records.length < 2}
          onClick={() => {
            if (!playing && at === last) go(0);
            setPlaying(!playing);
          }}
        >
          {playing ? "Pause" : "Play"}
        </button>
        <input
          type="range"
          className="grow"
          aria-label="Call"
          aria-valuetext={words}
          min={0}
          max={Math.max(last, 1)}
          disabled={last === 0}
          value={at}
          onChange={(event) => go(Number(event.target.value))}
        />
        <span className="quiet number">
          {at + 1} of {records.length}
        </span>
      </div>
      <div className="replay">
        <Calls records={records} at={at} onGo={go} />
        <div className="stacked" role="region" aria-label="The call">
          <h3>
            <code>{record.operation ?? record.note}</code>
          </h3>
          <RecordFacts record={record} />
          {record.kind === "call" && record.risk !== "read" && record.state === "done" ? (
            <UndoOne key={record.id} record={record.id} />
          ) : null}
          <h3>What happened because of it</h3>
          {caused.length === 0 ? (
            <p className="quiet">No event of the engine.</p>
          ) : (
            <ul className="results">
              {caused.map(({ time, type, action, name }, index) => (
                <li key={time + String(index)}>
                  {type} {name}: {action}
                </li>
              ))}
            </ul>
          )}
          <h3>What was different on the host after it</h3>
          <Difference of={differenceAfter(course, soFar)} touched={touched} />
        </div>
      </div>
    </section>
  );
}
