import { useMemo, useState, type FormEvent } from "react";
import { Link, useSearch } from "wouter";
import { useRead } from "../../connection/hooks.ts";
import { useOperations } from "../../connection/operations.ts";
import { asProblem } from "../../connection/problem.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Reading } from "../../parts/reading.tsx";
import type { Inspected } from "./shapes.ts";

interface Explained {
  readonly effect: string;
  readonly rule: string;
  readonly source?: { readonly file: string; readonly line: number };
  readonly reason: string;
  readonly help?: string;
  readonly hidden?: boolean;
}

/** Where a rule stands: a line of the file leads into the editor. */
function Place({ source, file }: { readonly source: NonNullable<Explained["source"]>; readonly file: string | null }) {
  const words = `${source.file}:${source.line}`;
  const inFile = file === source.file || file?.endsWith(`/${source.file}`) === true;
  return inFile ? <Link href={`/policy/edit?line=${source.line}`}>{words}</Link> : <>{words}</>;
}

function Explain({
  roles,
  file,
  linked,
}: Pick<Inspected, "roles" | "file"> & { readonly linked: Readonly<Record<string, string>> }) {
  const operations = useOperations();
  const question = (given: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined =>
    given["as"] === undefined || given["operation"] === undefined
      ? undefined
      : {
          as: given["as"],
          operation: given["operation"],
          ...(given["target"] === undefined || given["target"] === "" ? {} : { target: given["target"] }),
        };
  const [asked, setAsked] = useState(question(linked));
  const exactly = useRead<Explained>("policy.explain", asked, asked !== undefined);
  // Of what is gone the rules can still be told, as far as they don't look at it.
  const gone = asked?.["target"] !== undefined && exactly.error !== null && asProblem(exactly.error).status === 404;
  const { target: _, ...anything } = asked ?? {};
  const ofAny = useRead<Explained>("policy.explain", anything, gone);
  const explained = gone ? ofAny : exactly;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setAsked(question(Object.fromEntries([...form].map(([name, value]) => [name, String(value)]))));
  };
  return (
    <section className="card stacked">
      <h2>What may a role do?</h2>
      <form className="actions" onSubmit={submit}>
        <label>
          Role{" "}
          <select name="as" defaultValue={linked["as"]}>
            {roles.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Operation{" "}
          <input
            name="operation"
            required
            list="operations"
            placeholder="container.remove"
            defaultValue={linked["operation"]}
          />
        </label>
        <datalist id="operations">
          {operations.map(({ id, summary }) => (
            <option key={id} value={id}>
              {summary}
            </option>
          ))}
        </datalist>
        <label>
          On <input name="target" placeholder="web" defaultValue={linked["target"]} />
        </label>
        <button type="submit">Explain</button>
      </form>
      {asked === undefined ? null : (
        <Reading of={explained}>
          {({ effect, rule, source, reason, help, hidden }) => (
            <div className={effect === "allow" ? "note" : "note warn"} role="status">
              <p>
                <strong>{effect}</strong> by {rule}
                {source === undefined ? null : (
                  <span className="quiet">
                    {" "}
                    (<Place source={source} file={file} />)
                  </span>
                )}
                . {reason} {hidden === true ? "The caller is told that there is no such object." : null}
              </p>
              {gone ? <p className="quiet">What it was on is gone: this holds for any other.</p> : null}
              {help === undefined ? null : <p className="quiet">{help}</p>}
            </div>
          )}
        </Reading>
      )}
    </section>
  );
}

const columnsOf = (file: string | null): readonly Column<Inspected["roles"][number]>[] => [
  { name: "Role", className: "tight", sort: ({ name }) => name, cell: ({ name }) => name },
  { name: "What it is for", cell: ({ description }) => (description === "" ? "–" : description) },
  { name: "Containment", className: "tight", sort: ({ level }) => level, cell: ({ level }) => level },
  { name: "From", className: "mono", cell: ({ source }) => <Place source={source} file={file} /> },
];

/** The roles in force, and what each may do. */
export default function Roles({ policy }: { readonly policy: Inspected }) {
  // A link from a denial says what was asked.
  const search = useSearch();
  const columns = useMemo(() => columnsOf(policy.file), [policy.file]);
  return (
    <>
      <DataTable label="Roles" rows={policy.roles} columns={columns} idOf={({ name }) => name} />
      <Explain
        key={search}
        roles={policy.roles}
        file={policy.file}
        linked={Object.fromEntries(new URLSearchParams(search))}
      />
    </>
  );
}
