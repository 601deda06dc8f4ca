import { useSearchParams } from "wouter";
import { useRead } from "../../connection/hooks.ts";
import { Act } from "../../parts/act.tsx";
import { exact } from "../../parts/format.ts";
import { Reading } from "../../parts/reading.tsx";
import { Records } from "../../parts/records.tsx";
import { When } from "../../parts/when.tsx";
import type { RecordRow } from "../shapes.ts";
import { Changes, type Change } from "./changes.tsx";

interface Version {
  readonly time: string;
  readonly action: string;
  readonly name: string;
  readonly hash: string;
  readonly by: { readonly caller: string; readonly surface: string; readonly operation: string } | null;
  readonly changes: readonly Change[];
}

/** Two moments beside each other: what its image sets, a version, or now. */
function Compare({ id, versions }: { readonly id: string; readonly versions: readonly Version[] }) {
  const [search, setSearch] = useSearchParams();
  const from = search.get("from") ?? "image";
  const to = search.get("to") ?? "now";
  const set = (changes: Readonly<Record<string, string>>): void =>
    setSearch({ from, to, ...changes }, { replace: true });
  const found = useRead<{ changes: readonly Change[] }>("container.diff", { id, from, to });
  const options = versions.map(({ time, action, hash }) => (
    <option key={time + hash} value={time}>
      {exact(time).slice(0, 19)}, {action}
    </option>
  ));
  return (
    <section className="card stacked">
      <div className="actions">
        <h2>Compare</h2>
        <label>
          <span className="quiet">from </span>
          <select value={from} onChange={(event) => set({ from: event.target.value })}>
            <option value="image">what its image sets</option>
            {options}
          </select>
        </label>
        <label>
          <span className="quiet">to </span>
          <select value={to} onChange={(event) => set({ to: event.target.value })}>
            <option value="now">now</option>
            {options}
          </select>
        </label>
      </div>
      <Reading of={found} empty={{ when: ({ changes }) => changes.length === 0, text: "Nothing is different." }}>
        {({ changes }) => <Changes of={changes} label="What is different" />}
      </Reading>
    </section>
  );
}

/** How a container's settings changed, and who called what on it. */
export default function History({ id, name }: { readonly id: string; readonly name: string }) {
  const versions = useRead<{ versions: readonly Version[] }>("container.history", { id });
  const records = useRead<{ records: readonly RecordRow[] }>("audit.list", { target: id, limit: 50 });
  return (
    <>
      <section className="card">
        <h2>Settings over time</h2>
        <Reading of={versions}>
          {({ versions: all }) => (
            <ol className="versions">
              {all.toReversed().map((version, index) => (
                <li key={version.time + version.hash}>
                  <div className="actions">
                    <strong>{version.action}</strong> <When at={version.time} />
                    <span className="quiet">
                      {version.by === null
                        ? "not through Gnosis Docker, or before it ran"
                        : `by ${version.by.caller} (${version.by.operation})`}
                    </span>
                    {index === 0 ? null : (
                      <Act
                        operation="container.recreate"
                        input={{ id, version: version.hash }}
                        ask={{
                          title: `Recreate ${name} as it was?`,
                          text: (
                            <p>
                              A container with this version&apos;s settings takes its place; the one that is there goes
                              into the trash, and is put back when the new one can&apos;t be started.
                            </p>
                          ),
                          act: `Recreate ${name}`,
                        }}
                      >
                        Recreate this version
                      </Act>
                    )}
                  </div>
                  {version.changes.length > 0 ? (
                    <Changes of={version.changes} label={`Changes of ${exact(version.time)}`} />
                  ) : null}
                </li>
              ))}
            </ol>
          )}
        </Reading>
      </section>
      <Reading of={versions}>{({ versions: all }) => <Compare id={id} versions={all.toReversed()} />}</Reading>
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
