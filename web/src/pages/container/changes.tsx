import { bytes } from "../../parts/format.ts";

/** One setting that differs; what was or is not there is null. */
export interface Change {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

const inBytes = /\.(?:Memory|MemorySwap|MemoryReservation|KernelMemory|ShmSize)$/;

/** A value in words; the engine's numbers have no unit of their own. */
function say(path: string, value: unknown): string {
  if (typeof value === "number" && value > 0) {
    if (inBytes.test(path)) return `${value} B (${bytes(value)})`;
    if (path.endsWith(".NanoCpus")) return `${value} (${value / 1e9} CPUs)`;
  }
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}

function Value({ path, value, sign }: { readonly path: string; readonly value: unknown; readonly sign: "−" | "+" }) {
  if (value === null) return <span className="quiet">not set</span>;
  return (
    <span className={sign === "+" ? "good" : "bad"}>
      {sign} {say(path, value)}
    </span>
  );
}

/** Settings before and after, side by side. */
export function Changes({ of, label }: { readonly of: readonly Change[]; readonly label: string }) {
  return (
    <div className="table">
      <table className="stack" aria-label={label}>
        <thead>
          <tr>
            <th>Setting</th>
            <th>Before</th>
            <th>After</th>
          </tr>
        </thead>
        <tbody>
          {of.map(({ path, before, after }) => (
            <tr key={path}>
              <td data-label="Setting" className="setting">
                {path}
              </td>
              <td data-label="Before" className="mono">
                <Value path={path} value={before} sign="−" />
              </td>
              <td data-label="After" className="mono">
                <Value path={path} value={after} sign="+" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
