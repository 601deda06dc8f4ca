import { useEffect, useState } from "react";
import { Link } from "wouter";
import { useLiveness } from "../../connection/hooks.ts";
import { latestUse, useMeasurements } from "../../connection/use-of-all.ts";
import { bytes } from "../../parts/format.ts";
import type { ContainerRow } from "../shapes.ts";

/** Containers that are shown. */
const most = 5;
/** Milliseconds between two looks at the measurements: an order that changes faster can't be read. */
const pace = 2000;

interface Use {
  readonly row: ContainerRow;
  readonly value: number;
}

function Ranking({
  label,
  of,
  show,
}: {
  readonly label: string;
  readonly of: readonly Use[];
  readonly show: (value: number) => string;
}) {
  const greatest = Math.max(1e-9, ...of.map(({ value }) => value));
  return (
    <section className="card">
      <h2>{label}</h2>
      {of.length === 0 ? <p className="quiet">Nothing is measured yet.</p> : null}
      <ol className="results">
        {of.map(({ row, value }) => (
          <li key={row.full_id} className="ranked">
            <Link href={`/containers/${row.full_id}/stats`}>{row.name}</Link>
            <meter value={value} max={greatest} aria-hidden="true" />
            <span className="number">{show(value)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What uses most CPU and memory right now. */
export function Busiest({ of }: { readonly of: readonly ContainerRow[] }) {
  const { liveness } = useLiveness();
  useMeasurements(liveness === "live");
  const [, setTurn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTurn((turn) => turn + 1), pace);
    return () => clearInterval(timer);
  }, []);
  const first = (valueOf: (row: ContainerRow) => number | null | undefined): readonly Use[] =>
    of
      .flatMap((row) => {
        const value = valueOf(row);
        return value === null || value === undefined ? [] : [{ row, value }];
      })
      .toSorted((a, b) => b.value - a.value)
      .slice(0, most);
  return (
    <div className="pair">
      <Ranking
        label="Most CPU"
        of={first(({ full_id: id }) => latestUse(id)?.cpu)}
        show={(value) => `${value.toFixed(1)} %`}
      />
      <Ranking label="Most memory" of={first(({ full_id: id }) => latestUse(id)?.memory)} show={bytes} />
    </div>
  );
}
