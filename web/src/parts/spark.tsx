import { useEffect, useRef } from "react";
import { shownTime, useUse, type UsePoint } from "../connection/use-of-all.ts";
import { bytes } from "./format.ts";

const width = 44;
const height = 20;

function draw(canvas: HTMLCanvasElement, all: readonly UsePoint[], of: (point: UsePoint) => number | null): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const scale = devicePixelRatio;
  // Setting the size clears it, and costs more than clearing alone.
  if (canvas.width !== width * scale) {
    canvas.width = width * scale;
    canvas.height = height * scale;
  } else context.clearRect(0, 0, canvas.width, canvas.height);
  const end = all.at(-1)?.time ?? 0;
  const values = all.map(of);
  const most = Math.max(1e-9, ...values.map((value) => value ?? 0));
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.strokeStyle = getComputedStyle(canvas).color;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const x = width - 1 - ((end - (all[index]?.time ?? end)) / shownTime) * (width - 2);
    context.lineTo(x, height - 2 - (value / most) * (height - 4));
  }
  context.stroke();
}

/** The last 60 seconds as a line, and the latest value in words. */
function Spark({
  id,
  of,
  show,
}: {
  readonly id: string;
  readonly of: keyof UsePoint;
  readonly show: (value: number) => string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const points = useUse(id);
  const latest = points.at(-1)?.[of] ?? null;
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, points, (point) => point[of]);
  }, [points, of]);
  if (points.length === 0) return <span className="quiet">–</span>;
  return (
    <span className="spark">
      <canvas ref={canvas} aria-hidden="true" style={{ width, height }} />
      <span>{latest === null ? "…" : show(latest)}</span>
    </span>
  );
}

/** The use of CPU of the last minute; 100 % is one CPU busy all the time. */
export const CpuSpark = ({ id }: { readonly id: string }) => (
  <Spark id={id} of="cpu" show={(value) => `${value.toFixed(value < 10 ? 1 : 0)} %`} />
);

/** The use of memory of the last minute. */
export const MemorySpark = ({ id }: { readonly id: string }) => <Spark id={id} of="memory" show={bytes} />;
