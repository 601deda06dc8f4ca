import { useEffect, useRef } from "react";

/** One value over time; a gap is where there was no sample. */
export interface Point {
  readonly time: number;
  readonly value: number | null;
}

/** A line over time, with its greatest value in words beside it. */
export function Chart({
  points,
  label,
  show,
}: {
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
    const [first, last] = [points[0]?.time ?? 0, points.at(-1)?.time ?? 1];
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
      const x = ((time - first) / Math.max(1, last - first)) * width;
      const y = height - 3 - (value / Math.max(most, 1e-9)) * (height - 8);
      if (pen) context.lineTo(x, y);
      else context.moveTo(x, y);
      pen = true;
    }
    context.stroke();
  }, [points, most]);
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
        aria-label={`${label}, now ${latest === undefined ? "unknown" : show(latest)}, at most ${show(most)}`}
      />
    </figure>
  );
}
