import { useRef } from "react";
import { shownTime, useUse, type UsePoint } from "../connection/use-of-all.ts";
import { bytes } from "./format.ts";

const width = 44;
const height = 20;

/** The points of a line, the newest at the right, as high as the greatest value. */
function line(all: readonly UsePoint[], of: keyof UsePoint): string {
  const end = all.at(-1)?.time ?? 0;
  const most = all.reduce((greatest, point) => Math.max(greatest, point[of] ?? 0), 1e-9);
  return all
    .flatMap((point) => {
      const value = point[of];
      if (value === null) return [];
      const x = width - 1 - ((end - point.time) / shownTime) * (width - 2);
      return [`${x.toFixed(1)},${(height - 2 - (value / most) * (height - 4)).toFixed(1)}`];
    })
    .join(" ");
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");
/** Milliseconds for which a line stands still for those who want little motion. */
const rest = 10_000;

/** The points that are drawn: each round's, or those of some seconds ago where motion is not wanted. */
function useDrawn(points: readonly UsePoint[]): readonly UsePoint[] {
  const drawn = useRef(points);
  const age = (points.at(-1)?.time ?? 0) - (drawn.current.at(-1)?.time ?? 0);
  if (!calm.matches || age < 0 || age >= rest) drawn.current = points;
  return drawn.current;
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
  const points = useUse(id);
  const drawn = useDrawn(points);
  const latest = points.at(-1)?.[of] ?? null;
  if (points.length === 0) return <span className="quiet">–</span>;
  return (
    <span className="spark">
      <svg aria-hidden="true" width={width} height={height}>
        <polyline points={line(drawn, of)} />
      </svg>
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
