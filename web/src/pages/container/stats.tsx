import { useMemo, type KeyboardEvent } from "react";
import { useSearchParams } from "wouter";
import { useRead } from "../../connection/hooks.ts";
import { When } from "../../parts/when.tsx";
import { Chart, type Mark, type Point } from "../../parts/chart.tsx";
import { bytes } from "../../parts/format.ts";
import { isSingle } from "../../parts/keys.ts";
import { Reading } from "../../parts/reading.tsx";
import { ZoomBar } from "./zoom-bar.tsx";
import { steered, within, type Range } from "./zoom.ts";

interface History {
  readonly step: string;
  readonly points: readonly {
    time: string;
    cpu_percent: number | null;
    memory: number;
    network_rx_rate: number | null;
    network_tx_rate: number | null;
    block_read_rate: number | null;
    block_write_rate: number | null;
  }[];
}
interface Now {
  readonly stats: { running: boolean; cpu_percent: number; memory_usage: number; memory_limit: number };
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
const rate = (value: number): string => `${bytes(value)}/s`;

const names: Readonly<Record<string, string>> = { "1h": "one hour", "24h": "24 hours", "30d": "30 days" };

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
  const now = useRead<Now>("container.stats", { id });
  const asked = partOf(search);
  const part = asked === undefined ? { since } : { since: iso(asked.from), until: iso(asked.to) };
  const history = useRead<History>("stats.history", { id, ...part }, true, { keeps: true });
  const events = useRead<{ events: readonly Event[] }>("event.list", { object: id, since, limit: 1000 });
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
    setSearch({ time: since, ...(all ? {} : { from: iso(range.from), to: iso(range.to) }) }, { replace: true });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const range = isSingle(event.nativeEvent) ? steered(event.key, shown, whole) : undefined;
    if (range === undefined) return;
    event.preventDefault();
    show(range);
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
        <Reading of={now}>
          {({ stats }) => (
            <span>
              Now:{" "}
              {stats.running
                ? `${stats.cpu_percent.toFixed(1)} % CPU, ${bytes(stats.memory_usage)} of ${bytes(stats.memory_limit)} memory`
                : "it does not run"}
            </span>
          )}
        </Reading>
        <button type="button" onClick={() => void Promise.all([now.refetch(), history.refetch()])}>
          Read again
        </button>
      </div>
      <div
        className="stacked"
        role="group"
        aria-label="Charts: plus and minus zoom, the arrows go earlier and later, 0 shows all"
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
            text: "No samples of this time are kept: it did not run, or the server did not.",
          }}
        >
          {({ points }) => {
            const of = (field: Exclude<keyof History["points"][number], "time">): Point[] =>
              points.map((point) => ({ time: Date.parse(point.time), value: point[field] }));
            return (
              <div className="cards" style={{ gridTemplateColumns: "repeat(auto-fill, minmax(20rem, 1fr))" }}>
                <Chart points={of("cpu_percent")} {...range} label="CPU" show={(value) => `${value.toFixed(1)} %`} />
                <Chart points={of("memory")} {...range} label="Memory" show={bytes} />
                <Chart points={of("network_rx_rate")} {...range} label="Received" show={rate} />
                <Chart points={of("network_tx_rate")} {...range} label="Sent" show={rate} />
                <Chart points={of("block_read_rate")} {...range} label="Read from disk" show={rate} />
                <Chart points={of("block_write_rate")} {...range} label="Written to disk" show={rate} />
              </div>
            );
          }}
        </Reading>
      </div>
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
