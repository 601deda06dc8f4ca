import { useState, type FormEvent } from "react";
import { useSearch } from "wouter";
import { useRead } from "../../connection/hooks.ts";
import { useOperations } from "../../connection/operations.ts";
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

function Explain({ roles }: Pick<Inspected, "roles">) {
  const operations = useOperations();
  // A link from a denial says what was asked.
  const linked = Object.fromEntries(new URLSearchParams(useSearch()));
  const question = (given: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined =>
    given["as"] === undefined || given["operation"] === undefined
      ? undefined
      : {
          as: given["as"],
          operation: given["operation"],
          ...(given["target"] === undefined || given["target"] === "" ? {} : { target: given["target"] }),
        };
  const [asked, setAsked] = useState(question(linked));
  const explained = useRead<Explained>("policy.explain", asked, asked !== undefined);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setAsked(question(Object.fromEntries([...form].map(([name, value]) => [name, String(value)]))));
  };
  return (
    <section className="card">
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
                    ({source.file}:{source.line})
                  </span>
                )}
                . {reason} {hidden === true ? "The caller is told that there is no such object." : null}
              </p>
              {help === undefined ? null : <p className="quiet">{help}</p>}
            </div>
          )}
        </Reading>
      )}
    </section>
  );
}

/** The roles in force, and what each may do. */
export default function Roles({ policy }: { readonly policy: Inspected }) {
  return (
    <>
      <div className="table">
        <table className="stack">
          <thead>
            <tr>
              <th>Role</th>
              <th>What it is for</th>
              <th>Containment</th>
              <th>From</th>
            </tr>
          </thead>
          <tbody>
            {policy.roles.map((role) => (
              <tr key={role.name}>
                <td data-label="Role">{role.name}</td>
                <td data-label="For">{role.description === "" ? "–" : role.description}</td>
                <td data-label="Containment">{role.level}</td>
                <td data-label="From" className="mono">
                  {role.source.file}:{role.source.line}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Explain roles={policy.roles} />
    </>
  );
}
