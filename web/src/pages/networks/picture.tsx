import { useState } from "react";
import type { ContainerRow } from "../shapes.ts";

/** A network as the picture draws it. */
export interface Drawn {
  readonly name: string;
  readonly internal: boolean;
}

const row = 34;
const column = 26;
const names = 150;
const left = 170;
/** Containers that are drawn; with more nobody finds their way. */
const most = 150;
/** Containers that are named in a sentence. */
const spoken = 20;

/** Everybody that shares a network with a container. */
export function reached(of: ContainerRow, all: readonly ContainerRow[]): readonly ContainerRow[] {
  const shared = new Set(of.networks.filter((name) => name !== "none" && name !== "host"));
  return all.filter((one) => one !== of && one.networks.some((name) => shared.has(name)));
}

/** Who reaches whom: a line for each network, a column for each container, a dot where it is in it. */
export function Picture({
  networks,
  containers,
}: {
  readonly networks: readonly Drawn[];
  readonly containers: readonly ContainerRow[];
}) {
  const [from, setFrom] = useState("");
  const shown = networks.filter(({ name }) => containers.some((one) => one.networks.includes(name)));
  const known = new Set(networks.map(({ name }) => name));
  const connected = containers
    // A network may be gone already, or not be listed yet, where its container is.
    .filter((one) => one.networks.some((name) => known.has(name)))
    .toSorted((a, b) => (a.project ?? "~").localeCompare(b.project ?? "~") || a.name.localeCompare(b.name));
  const chosen = connected.find(({ full_id }) => full_id === from);
  const others = chosen === undefined ? [] : reached(chosen, connected);
  const lit = new Set(chosen === undefined ? [] : [chosen, ...others]);
  const columns = connected.filter((one, index) => index < most || one === chosen);
  const width = left + columns.length * column + 90;
  const height = names + shown.length * row + 10;
  const way = chosen?.networks.some(
    (name) => name !== "none" && !networks.some((one) => one.name === name && one.internal),
  );
  return (
    <section className="card stacked">
      <div className="actions">
        <h2>Who reaches whom</h2>
        <label>
          <span className="quiet">Only those reached from </span>
          <select value={from} onChange={(event) => setFrom(event.target.value)}>
            <option value="">everybody</option>
            {connected.map(({ full_id, name }) => (
              <option key={full_id} value={full_id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {chosen === undefined ? null : (
        <p role="status">
          <strong>{chosen.name}</strong> reaches{" "}
          {others.length === 0
            ? "no other container"
            : others
                .slice(0, spoken)
                .map(({ name }) => name)
                .join(", ") + (others.length > spoken ? ` and ${others.length - spoken} more` : "")}
          , and has {way === true ? "a way out of its networks" : "no way out"}.
        </p>
      )}
      <div className="scroll" tabIndex={0} role="region" aria-label="Picture of the networks">
        <svg
          className="networks"
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={`${columns.length} containers in ${shown.length} networks; the table below has the same in words.`}
        >
          {shown.map(({ name, internal }, index) => {
            const y = names + index * row + row / 2;
            return (
              <g key={name} className={chosen === undefined || chosen.networks.includes(name) ? "" : "dim"}>
                <text x={left - 12} y={y + 4} textAnchor="end">
                  {name.length > 20 ? `${name.slice(0, 19)}…` : name}
                  {internal ? " ⊘" : ""}
                </text>
                <line x1={left} y1={y} x2={width - 80} y2={y} className={internal ? "inner" : "lane"} />
              </g>
            );
          })}
          {columns.map((one, index) => {
            const x = left + index * column + column / 2;
            const at = shown.flatMap(({ name }, place) =>
              one.networks.includes(name) ? [names + place * row + row / 2] : [],
            );
            return (
              <g
                key={one.full_id}
                className={`node${chosen !== undefined && !lit.has(one) ? " dim" : ""}${one === chosen ? " from" : ""}`}
                onClick={() => setFrom(one.full_id === from ? "" : one.full_id)}
              >
                <title>{`${one.name}: ${one.networks.join(", ")}`}</title>
                <text transform={`translate(${x + 4} ${names - 8}) rotate(-60)`}>
                  {one.name.length > 20 ? `${one.name.slice(0, 19)}…` : one.name}
                </text>
                <line x1={x} y1={Math.min(...at)} x2={x} y2={Math.max(...at)} />
                {at.map((y) => (
                  <circle key={y} cx={x} cy={y} r="6" className={one.status === "running" ? "" : "idle"} />
                ))}
              </g>
            );
          })}
        </svg>
      </div>
      <p className="quiet">
        A filled dot runs, an empty one does not; ⊘ is a network without a way out. Two containers reach each other
        where both have a dot on the same line.
        {connected.length > columns.length
          ? ` ${connected.length - columns.length} more containers are not drawn; choose one to see whom it reaches.`
          : ""}
      </p>
    </section>
  );
}
