import { useLayoutEffect, useRef, useState, type RefObject } from "react";
import { askerOf } from "../../parts/asker.ts";
import { exact } from "../../parts/format.ts";
import type { RecordRow } from "../shapes.ts";

/** An event of the engine that nobody asked for here. */
export interface OutsideEvent {
  readonly time: string;
  readonly summary: string;
}

const lanes = [
  ["agent", "Agents"],
  ["person", "People"],
  ["program", "Programs"],
  ["server", "The server"],
  ["outside", "Past the server"],
] as const;

const [left, row] = [130, 40];
/** Pixels before the place is measured, and below which a time line says nothing. */
const [usual, least] = [1000, 320];

type Mark = "done" | "denied" | "asked" | "failed";

const markOf = ({ state, decision }: RecordRow): Mark =>
  decision?.effect === "deny" || state === "refused"
    ? decision?.effect === "ask"
      ? "asked"
      : "denied"
    : decision?.effect === "ask"
      ? "asked"
      : state === "failed"
        ? "failed"
        : "done";

/** A sign for each outcome: shape and colour, so that neither stands alone. */
function Sign({
  mark,
  x,
  y,
  text,
}: {
  readonly mark: Mark;
  readonly x: number;
  readonly y: number;
  readonly text: string;
}) {
  return (
    <g className={`mark ${mark}`}>
      <title>{text}</title>
      {mark === "done" ? <circle cx={x} cy={y} r="5" /> : null}
      {mark === "asked" ? <path d={`M${x} ${y - 7} l7 12 h-14 z`} /> : null}
      {mark === "failed" ? <path d={`M${x - 5} ${y - 5} l10 10 M${x + 5} ${y - 5} l-10 10`} /> : null}
      {mark === "denied" ? (
        <>
          <rect x={x - 6} y={y - 6} width="12" height="12" />
          <path d={`M${x - 6} ${y + 6} l12 -12 M${x - 6} ${y} l6 -6 M${x} ${y + 6} l6 -6`} />
        </>
      ) : null}
    </g>
  );
}

/** How wide the place is that a picture is drawn in, so that its words keep their size on a phone. */
function useWidth(place: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(usual);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const measure = (): void => setWidth(Math.max(least, element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [place]);
  return width;
}

/** What happened over time, in lanes for who asked. */
export function Lanes({
  records,
  outside,
  since,
  until,
}: {
  readonly records: readonly RecordRow[];
  readonly outside: readonly OutsideEvent[];
  readonly since: number;
  readonly until: number;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const x = (time: string): number => left + ((Date.parse(time) - since) / (until - since)) * (width - left - 15);
  const within = (time: string): boolean => Date.parse(time) >= since;
  const marks = records
    .filter(({ time }) => within(time))
    .map((record) => ({ record, lane: askerOf(record.caller), mark: markOf(record) }));
  const height = lanes.length * row + 30;
  const count = (mark: Mark): number => marks.filter((one) => one.mark === mark).length;
  const last = width < 700 ? 2 : 4;
  const ticks = Array.from({ length: last + 1 }, (_, index) => since + ((until - since) * index) / last);
  const days = until - since > 2 * 86_400_000;
  return (
    <figure className="card lanes">
      <div className="scroll" ref={frame} tabIndex={0} role="region" aria-label="Time line">
        <svg
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={`${count("done")} done, ${count("asked")} asked for, ${count("denied")} denied, ${count("failed")} failed, ${outside.length} past the server; the table below lists them.`}
        >
          {lanes.map(([lane, name], index) => {
            const y = index * row + row / 2;
            return (
              <g key={lane}>
                <text x="0" y={y + 5}>
                  {name}
                </text>
                <line x1={left} y1={y} x2={width - 10} y2={y} />
                {lane === "outside"
                  ? outside
                      .filter(({ time }) => within(time))
                      .map(({ time, summary }, at) => (
                        <g key={time + String(at)} className="mark outside">
                          <title>{`${exact(time)}: ${summary}`}</title>
                          <path d={`M${x(time)} ${y - 6} l6 6 l-6 6 l-6 -6 z`} />
                        </g>
                      ))
                  : marks
                      .filter((one) => one.lane === lane)
                      .map(({ record, mark }) => (
                        <Sign
                          key={record.id}
                          mark={mark}
                          x={x(record.time)}
                          y={y}
                          text={`${exact(record.time)}: ${record.caller?.name ?? "the server"}, ${record.operation ?? record.note ?? ""} ${record.targets?.map(({ name: target }) => target).join(", ") ?? ""}: ${mark}`}
                        />
                      ))}
              </g>
            );
          })}
          {ticks.map((time, index) => (
            <text
              key={time}
              className="tick"
              x={left + ((width - left - 15) * index) / last}
              y={height - 6}
              textAnchor={index === 0 ? "start" : index === last ? "end" : "middle"}
            >
              {index === last
                ? "now"
                : new Date(time).toLocaleString(
                    [],
                    days ? { weekday: "short", hour: "2-digit" } : { hour: "2-digit", minute: "2-digit" },
                  )}
            </text>
          ))}
        </svg>
      </div>
      <figcaption className="quiet">
        <Legend mark="done" text={`done (${count("done")})`} />
        <Legend mark="asked" text={`asked for (${count("asked")})`} />
        <Legend mark="denied" text={`denied (${count("denied")})`} />
        <Legend mark="failed" text={`failed (${count("failed")})`} />
      </figcaption>
    </figure>
  );
}

function Legend({ mark, text }: { readonly mark: Mark; readonly text: string }) {
  return (
    <span className="legend">
      <svg width="18" height="18" aria-hidden="true">
        <Sign mark={mark} x={9} y={9} text="" />
      </svg>
      {text}
    </span>
  );
}
