import { useState } from "react";
import { useRead } from "../../connection/hooks.ts";
import { Chart, type Point } from "../../parts/chart.tsx";
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

const rate = (value: number): string => `${bytes(value)}/s`;

/** What a container uses, now and over time. */
export default function Stats({ id }: { readonly id: string }) {
  const [since, setSince] = useState("1h");
  const now = useRead<Now>("container.stats", { id });
  const history = useRead<History>("stats.history", { id, since });
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
              <Chart points={of("cpu_percent")} label="CPU" show={(value) => `${value.toFixed(1)} %`} />
              <Chart points={of("memory")} label="Memory" show={bytes} />
              <Chart points={of("network_rx_rate")} label="Received" show={rate} />
              <Chart points={of("network_tx_rate")} label="Sent" show={rate} />
              <Chart points={of("block_read_rate")} label="Read from disk" show={rate} />
              <Chart points={of("block_write_rate")} label="Written to disk" show={rate} />
            </div>
          );
        }}
      </Reading>
    </>
  );
}
