import { bytes } from "../../parts/format.ts";
import { squarify } from "./squarify.ts";

/** One thing that takes space. */
export interface Taken {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly bytes: number;
  /** Whether it could go. */
  readonly free: boolean;
}

const [width, height] = [1000, 320];
/** Tiles smaller than this hold no words. */
const least = { width: 90, height: 34 };

/** What takes the disk, each by its size; what could go is hatched. */
export function Treemap({
  of,
  chosen,
  onChoose,
}: {
  readonly of: readonly Taken[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (id: string) => void;
}) {
  const tiles = squarify(of, (one) => one.bytes, width, height);
  const free = of.filter((one) => one.free).reduce((sum, one) => sum + one.bytes, 0);
  const all = of.reduce((sum, one) => sum + one.bytes, 0);
  return (
    <svg
      className="treemap"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${bytes(all)} in all, of which ${bytes(free)} could go. The table below has the same as numbers.`}
    >
      <defs>
        <pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="8" stroke="currentColor" strokeWidth="2" opacity="0.35" />
        </pattern>
      </defs>
      {tiles.map(({ item, x, y, width: across, height: down }) => (
        <g
          key={item.id}
          className={`tile ${item.kind}${chosen.has(item.id) ? " chosen" : ""}${item.free ? " free" : ""}`}
          onClick={item.free ? () => onChoose(item.id) : undefined}
        >
          <title>{`${item.name}: ${bytes(item.bytes)}${item.free ? ", could go" : ", in use"}`}</title>
          <rect x={x + 1} y={y + 1} width={Math.max(0, across - 2)} height={Math.max(0, down - 2)} rx="3" />
          {item.free ? (
            <rect
              x={x + 1}
              y={y + 1}
              width={Math.max(0, across - 2)}
              height={Math.max(0, down - 2)}
              fill="url(#hatch)"
              className="hatch"
            />
          ) : null}
          {across > least.width && down > least.height ? (
            <text x={x + 8} y={y + 18}>
              {item.name.slice(0, Math.floor(across / 8.5))}
              <tspan x={x + 8} dy="15">
                {bytes(item.bytes)}
              </tspan>
            </text>
          ) : null}
        </g>
      ))}
    </svg>
  );
}
