import { useRead } from "../../connection/hooks.ts";
import { bytes } from "../../parts/format.ts";
import { Reading } from "../../parts/reading.tsx";
import { When } from "../../parts/when.tsx";

interface Use {
  readonly path: string;
  readonly file_bytes: number;
  readonly log_bytes: number;
  readonly parts: readonly {
    readonly name: string;
    readonly rows: number;
    readonly oldest: string | null;
    readonly kept: string;
    readonly settings: readonly string[];
  }[];
}

const count = new Intl.NumberFormat("en");

/** What the server keeps, how old it is, and for how long it stays. */
export function StoreUse() {
  const use = useRead<Use>("store.usage");
  return (
    <section className="stacked">
      <h2>What is kept</h2>
      <Reading of={use}>
        {({ path, file_bytes: file, log_bytes: log, parts }) => (
          <>
            <p className="quiet">
              {bytes(file + log)} in <code>{path}</code>
            </p>
            <div className="table">
              <table className="stack">
                <thead>
                  <tr>
                    <th>What</th>
                    <th className="number">How many</th>
                    <th>Oldest</th>
                    <th>Kept</th>
                  </tr>
                </thead>
                <tbody>
                  {parts.map((part) => (
                    <tr key={part.name}>
                      <td data-label="What">{part.name}</td>
                      <td data-label="How many" className="number">
                        {count.format(part.rows)}
                      </td>
                      <td data-label="Oldest">{part.oldest === null ? "–" : <When at={part.oldest} />}</td>
                      <td data-label="Kept">
                        <span>
                          {part.kept} <code className="quiet">{part.settings.join(" ")}</code>
                        </span>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </Reading>
    </section>
  );
}
