import { useRead } from "../../connection/hooks.ts";
import { Reading } from "../../parts/reading.tsx";
import { Records } from "../../parts/records.tsx";
import { When } from "../../parts/when.tsx";
import type { RecordRow } from "../shapes.ts";

interface Versions {
  readonly versions: readonly {
    time: string;
    action: string;
    name: string;
    hash: string;
    by: Readonly<Record<string, unknown>> | null;
    changes: readonly Readonly<Record<string, unknown>>[];
  }[];
}

/** How a container's settings changed, and who called what on it. */
export default function History({ id, name }: { readonly id: string; readonly name: string }) {
  const versions = useRead<Versions>("container.history", { id });
  const records = useRead<{ records: readonly RecordRow[] }>("audit.list", { target: id, limit: 50 });
  return (
    <>
      <section className="card">
        <h2>Settings over time</h2>
        <Reading of={versions}>
          {({ versions: all }) => (
            <ol reversed>
              {all.toReversed().map((version) => (
                <li key={version.time + version.hash}>
                  <When at={version.time} /> {version.action}{" "}
                  <span className="quiet">
                    {version.by === null
                      ? "not through Gnosis Docker, or before it ran"
                      : String(version.by["caller"] ?? "")}
                  </span>
                  {version.changes.length > 0 ? (
                    <pre tabIndex={0} aria-label="Changes">
                      {version.changes.map((change) => JSON.stringify(change)).join("\n")}
                    </pre>
                  ) : null}
                </li>
              ))}
            </ol>
          )}
        </Reading>
      </section>
      <section>
        <h2>Calls on {name}</h2>
        <Reading
          of={records}
          empty={{ when: ({ records: list }) => list.length === 0, text: "Nobody has called anything on it." }}
        >
          {({ records: list }) => <Records records={list} />}
        </Reading>
      </section>
    </>
  );
}
