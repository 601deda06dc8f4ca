import { useEffect, useRef, useState, type PointerEvent } from "react";

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

/** Pixels that a pointer moves at least for a part to be meant, and not a click. */
const least = 8;

/** A part of a chart that is drawn over it from one place to another, in shares of its width. */
function useDrag(onPart: ((from: number, to: number) => void) | undefined) {
  const [drag, setDrag] = useState<{ readonly start: number; readonly now: number }>();
  const place = ({ clientX, currentTarget }: PointerEvent): number => {
    const { left, width } = currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (clientX - left) / Math.max(1, width)));
  };
  return {
    drag,
    on: {
      onPointerDown: (event: PointerEvent) => {
        if (onPart === undefined || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ start: place(event), now: place(event) });
      },
      onPointerMove: (event: PointerEvent) => {
        if (drag !== undefined) setDrag({ ...drag, now: place(event) });
      },
      onPointerUp: (event: PointerEvent) => {
        if (drag === undefined) return;
        setDrag(undefined);
        const now = place(event);
        if (Math.abs(now - drag.start) * event.currentTarget.clientWidth >= least) onPart?.(drag.start, now);
      },
      onPointerCancel: () => setDrag(undefined),
    },
  };
}

/** A line over time with marks, and its greatest value in words beside it. */
export function Chart({
  points,
  label,
  show,
  marks = [],
  from,
  to,
  onPart,
}: {
  readonly marks?: readonly Mark[];
  /** The time shown, Unix milliseconds; that of the points when absent. */
  readonly from?: number;
  readonly to?: number;
  /** Told of the part that somebody draws over the chart, Unix milliseconds. */
  readonly onPart?: (from: number, to: number) => void;
  readonly points: readonly Point[];
  readonly label: string;
  readonly show: (value: number) => string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const most = Math.max(0, ...values);
  const latest = values.at(-1);
  const [begin, end] = [from ?? points[0]?.time ?? 0, to ?? points.at(-1)?.time ?? 1];
  const { drag, on } = useDrag(
    onPart && ((start, now) => onPart(begin + start * (end - begin), begin + now * (end - begin))),
  );
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
    const place = (time: number): number => ((time - begin) / Math.max(1, end - begin)) * width;
    context.strokeStyle = style.getPropertyValue("--warn");
    context.setLineDash([4, 4]);
    context.beginPath();
    for (const { time } of marks) {
      if (time < begin || time > end) continue;
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
  }, [points, most, marks, begin, end]);
  return (
    <figure className="card" style={{ margin: 0 }}>
      <figcaption>
        {label}: <strong>{latest === undefined ? "–" : show(latest)}</strong>{" "}
        <span className="quiet">at most {show(most)}</span>
      </figcaption>
      <div className={onPart === undefined ? "plot" : "plot drawn"} {...on}>
        <canvas
          className="chart"
          ref={canvas}
          role="img"
          aria-label={`${label}, now ${latest === undefined ? "unknown" : show(latest)}, at most ${show(most)}${marks.length > 0 ? `; ${marks.length} restarts and changes are marked` : ""}`}
        />
        {drag === undefined ? null : (
          <span
            className="part"
            style={{
              left: `${Math.min(drag.start, drag.now) * 100}%`,
              width: `${Math.abs(drag.now - drag.start) * 100}%`,
            }}
          />
        )}
      </div>
    </figure>
  );
}
