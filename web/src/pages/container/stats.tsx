import { useMemo, useState } from "react";
import { useRead } from "../../connection/hooks.ts";
import { When } from "../../parts/when.tsx";
import { Chart, type Mark, type Point } from "../../parts/chart.tsx";
import { bytes } from "../../parts/format.ts";
import { Reading } from "../../parts/reading.tsx";

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

const rate = (value: number): string => `${bytes(value)}/s`;

/** What a container uses, now and over time. */
export default function Stats({ id }: { readonly id: string }) {
  const [since, setSince] = useState("1h");
  const now = useRead<Now>("container.stats", { id });
  const history = useRead<History>("stats.history", { id, since });
  const events = useRead<{ events: readonly Event[] }>("event.list", { object: id, since, limit: 1000 });
  const told = useMemo(() => (events.data?.events ?? []).filter(({ action }) => telling.has(action)), [events.data]);
  const marks = useMemo<readonly Mark[]>(
    () => told.map(({ time, summary }) => ({ time: Date.parse(time), text: summary })),
    [told],
  );
  const to = useMemo(() => Date.now(), [history.data]);
  const range = { marks, from: to - (spans[since] ?? 3_600_000), to };
  return (
    <>
      <div className="actions">
        <label>
          <span className="quiet">Time </span>
          <select value={since} onChange={(event) => setSince(event.target.value)}>
            <option value="1h">one hour</option>
            <option value="24h">24 hours</option>
            <option value="30d">30 days</option>
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
      {told.length === 0 ? null : (
        <details className="card">
          <summary>{told.length} starts, ends and changes are marked</summary>
          <ul>
            {told.map(({ time, summary }) => (
              <li key={time + summary}>
                <When at={time} />: {summary}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
