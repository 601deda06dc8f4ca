/** One setting that differs; what was or is not there is null. */
export interface Change {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

const say = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value, null, 1));

function Value({ value, sign }: { readonly value: unknown; readonly sign: "−" | "+" }) {
  if (value === null) return <span className="quiet">not set</span>;
  return (
    <span className={sign === "+" ? "good" : "bad"}>
      {sign} {say(value)}
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
              <td data-label="Setting">{path}</td>
              <td data-label="Before" className="mono">
                <Value value={before} sign="−" />
              </td>
              <td data-label="After" className="mono">
                <Value value={after} sign="+" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
