import { useMemo, type KeyboardEvent } from "react";
import { useSearchParams } from "wouter";
import { useRead } from "../../connection/hooks.ts";
import { When } from "../../parts/when.tsx";
import { announce } from "../../parts/announcer.tsx";
import { Chart, type Mark } from "../../parts/chart.tsx";
import { bytes } from "../../parts/format.ts";
import { isSingle } from "../../parts/keys/single.ts";
import { Reading } from "../../parts/reading.tsx";
import { stepOf, stretch, ZoomBar } from "./zoom-bar.tsx";
import { measures, SampleTable, type SamplePoint } from "./sample-table.tsx";
import { useSamples, type Sample } from "./use-samples.ts";
import { steered, within, type Range } from "./zoom.ts";

interface History {
  readonly step: "10s" | "1m" | "15m";
  readonly points: readonly SamplePoint[];
}
interface Event {
  readonly time: string;
  readonly action: string;
  readonly summary: string;
}

/** Events that explain a line's jumps. */
const telling: ReadonlySet<string> = new Set(["start", "die", "oom", "restart", "update", "pause", "unpause"]);
const spans: Readonly<Record<string, number>> = { "1h": 3_600_000, "24h": 86_400_000, "30d": 30 * 86_400_000 };

const iso = (time: number): string => new Date(time).toISOString();

const names: Readonly<Record<string, string>> = { "1h": "one hour", "24h": "24 hours", "30d": "30 days" };

/** Milliseconds of the periods that averages are kept of. */
const periods = { "10s": 10_000, "1m": 60_000, "15m": 900_000 } as const;

const Now = ({
  of: { running, cpu_percent: cpu, memory_usage: used, memory_limit: limit },
}: {
  readonly of: Sample;
}) => (
  <span>Now: {running ? `${cpu.toFixed(1)} % CPU, ${bytes(used)} of ${bytes(limit)} memory` : "it does not run"}</span>
);

/** The part that the address names; nothing where it names none. */
function partOf(search: URLSearchParams): Range | undefined {
  const [from, to] = ["from", "to"].map((name) => Date.parse(search.get(name) ?? ""));
  return from === undefined || to === undefined || !(from < to) ? undefined : { from, to };
}

/** What a container uses, now and over time. */
export default function Stats({ id }: { readonly id: string }) {
  const [search, setSearch] = useSearchParams();
  const time = search.get("time") ?? "1h";
  const since = time in spans ? time : "1h";
  const now = useRead<{ stats: Sample }>("container.stats", { id });
  const asked = partOf(search);
  const part = asked === undefined ? { since } : { since: iso(asked.from), until: iso(asked.to) };
  const history = useRead<History>("stats.history", { id, ...part }, true, { keeps: true });
  const events = useRead<{ events: readonly Event[] }>("event.list", { object: id, since, limit: 1000 });
  const { data: kept, dataUpdatedAt: read, isFetching, refetch } = history;
  const latest = useSamples(id, now.data?.stats.running === true, () => {
    // With each period that is over there is more to draw; the first sample of all is drawn at once.
    if (kept === undefined || isFetching) return;
    const [period, time] = [periods[kept.step], Date.now()];
    if (asked !== undefined && asked.to < time - period) return;
    if (kept.points.length === 0 || time - read >= period) void refetch();
  });
  const to = useMemo(() => Date.now(), [history.data]);
  const whole = { from: to - (spans[since] ?? 3_600_000), to };
  const shown = asked === undefined ? whole : within(asked, whole);
  const { from, to: until } = shown;
  const told = useMemo(
    () =>
      (events.data?.events ?? [])
        .map((event) => ({ ...event, at: Date.parse(event.time) }))
        .filter(({ action, at }) => telling.has(action) && at >= from && at <= until),
    [events.data, from, until],
  );
  const marks = useMemo<readonly Mark[]>(() => told.map(({ at, summary }) => ({ time: at, text: summary })), [told]);
  const show = (range: Range): void => {
    const all = range.from === whole.from && range.to === whole.to;
    announce(`Shown: ${stretch(range)}`);
    setSearch({ time: since, ...(all ? {} : { from: iso(range.from), to: iso(range.to) }) }, { replace: true });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = isSingle(event.nativeEvent) ? stepOf(event.key) : undefined;
    if (step === undefined) return;
    event.preventDefault();
    show(steered(step, shown, whole));
  };
  const onPart = (first: number, second: number): void =>
    show(within({ from: Math.min(first, second), to: Math.max(first, second) }, whole));
  const range = { marks, from, to: until, onPart };
  return (
    <>
      <div className="actions">
        <label>
          <span className="quiet">Time </span>
          <select value={since} onChange={(event) => setSearch({ time: event.target.value }, { replace: true })}>
            {Object.keys(spans).map((one) => (
              <option key={one} value={one}>
                {names[one]}
              </option>
            ))}
          </select>
        </label>
        <Reading of={now}>{({ stats }) => <Now of={latest ?? stats} />}</Reading>
      </div>
      <div
        className="stacked"
        role="group"
        aria-label="Charts: keys zoom in and out, go earlier and later, and show all"
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <ZoomBar
          {...{ shown, whole }}
          says={`averages over ${history.data?.step ?? "…"}, ${told.length} starts, ends and changes`}
          onRange={show}
        />
        <Reading
          of={history}
          empty={{
            when: ({ points }) => points.length === 0,
            text:
              now.data?.stats.running === true
                ? "No sample of this time is kept yet: the charts begin with the next one."
                : "No samples of this time are kept: it did not run, or the server did not.",
          }}
        >
          {({ points }) => (
            <div className="cards" style={{ gridTemplateColumns: "repeat(auto-fill, minmax(20rem, 1fr))" }}>
              {measures.map(({ field, name, show: says }) => (
                <Chart
                  key={field}
                  points={points.map((point) => ({ time: Date.parse(point.time), value: point[field] }))}
                  {...range}
                  label={name}
                  show={says}
                />
              ))}
            </div>
          )}
        </Reading>
      </div>
      {kept === undefined || kept.points.length === 0 ? null : <SampleTable points={kept.points} />}
      {told.length === 0 ? null : (
        <details className="card">
          <summary>{told.length} starts, ends and changes are marked</summary>
          <ul>
            {told.map(({ time: at, summary }) => (
              <li key={at + summary}>
                <When at={at} />: {summary}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
