import { useEffect, useRef } from "react";

/** One value over time; a gap is where there was no sample. */
export interface Point {
  readonly time: number;
  readonly value: number | null;
}

/** A moment that is marked in a chart. */
export interface Mark {
  readonly time: number;
  readonly text: string;
}

/** A line over time with marks, and its greatest value in words beside it. */
export function Chart({
  points,
  label,
  show,
  marks = [],
  from,
  to,
}: {
  readonly marks?: readonly Mark[];
  /** The time shown, Unix milliseconds; that of the points when absent. */
  readonly from?: number;
  readonly to?: number;
  readonly points: readonly Point[];
  readonly label: string;
  readonly show: (value: number) => string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const most = Math.max(0, ...values);
  const latest = values.at(-1);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (element === null || context === null || context === undefined) return;
    const scale = devicePixelRatio;
    const { clientWidth: width, clientHeight: height } = element;
    element.width = width * scale;
    element.height = height * scale;
    context.scale(scale, scale);
    const style = getComputedStyle(element);
    const [first, last] = [from ?? points[0]?.time ?? 0, to ?? points.at(-1)?.time ?? 1];
    const place = (time: number): number => ((time - first) / Math.max(1, last - first)) * width;
    context.strokeStyle = style.getPropertyValue("--warn");
    context.setLineDash([4, 4]);
    context.beginPath();
    for (const { time } of marks) {
      if (time < first || time > last) continue;
      context.moveTo(place(time), 0);
      context.lineTo(place(time), height);
    }
    context.stroke();
    context.setLineDash([]);
    context.strokeStyle = style.getPropertyValue("--line");
    context.beginPath();
    context.moveTo(0, height - 1);
    context.lineTo(width, height - 1);
    context.stroke();
    context.strokeStyle = style.color;
    context.lineWidth = 2;
    context.beginPath();
    let pen = false;
    for (const { time, value } of points) {
      if (value === null) {
        pen = false;
        continue;
      }
      const x = place(time);
      const y = height - 3 - (value / Math.max(most, 1e-9)) * (height - 8);
      if (pen) context.lineTo(x, y);
      else context.moveTo(x, y);
      pen = true;
    }
    context.stroke();
  }, [points, most, marks, from, to]);
  return (
    <figure className="card" style={{ margin: 0 }}>
      <figcaption>
        {label}: <strong>{latest === undefined ? "–" : show(latest)}</strong>{" "}
        <span className="quiet">at most {show(most)}</span>
      </figcaption>
      <canvas
        className="chart"
        ref={canvas}
        role="img"
        aria-label={`${label}, now ${latest === undefined ? "unknown" : show(latest)}, at most ${show(most)}${marks.length > 0 ? `; ${marks.length} restarts and changes are marked` : ""}`}
      />
    </figure>
  );
}
