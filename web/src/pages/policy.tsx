import { useState, type FormEvent } from "react";
import { useRead } from "../connection/hooks.ts";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";

interface Inspected {
  readonly digest: string;
  readonly file: string | null;
  readonly problem: unknown;
  readonly roles: readonly {
    name: string;
    description?: string;
    level: string;
    source: { file: string; line: number };
  }[];
}
interface Explained {
  readonly effect: string;
  readonly rule: string;
  readonly reason: string;
  readonly help?: string;
}

function Explain({ roles }: Pick<Inspected, "roles">) {
  const [asked, setAsked] = useState<Readonly<Record<string, string>>>();
  const explained = useRead<Explained>("policy.explain", asked, asked !== undefined);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const target = String(form.get("target"));
    setAsked({
      as: String(form.get("as")),
      operation: String(form.get("operation")),
      ...(target === "" ? {} : { target }),
    });
  };
  return (
    <section className="card">
      <h2>What may a role do?</h2>
      <form className="actions" onSubmit={submit}>
        <label>
          Role{" "}
          <select name="as">
            {roles.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Operation <input name="operation" required placeholder="container.remove" />
        </label>
        <label>
          On <input name="target" placeholder="web" />
        </label>
        <button type="submit">Explain</button>
      </form>
      {asked === undefined ? null : (
        <Reading of={explained}>
          {({ effect, rule, reason, help }) => (
            <div className={effect === "allow" ? "note" : "note warn"}>
              <p>
                <strong>{effect}</strong> by {rule}. {reason}
              </p>
              {help === undefined ? null : <p className="quiet">{help}</p>}
            </div>
          )}
        </Reading>
      )}
    </section>
  );
}

/** The policy in force: its roles, and what they may do. */
export default function Policy() {
  const policy = useRead<Inspected>("policy.inspect");
  return (
    <>
      <header>
        <Title>Policy</Title>
      </header>
      <Reading of={policy}>
        {({ digest, file, problem, roles }) => (
          <>
            {problem === null ? null : (
              <div className="note bad" role="alert">
                The file as it stands is broken, and an older policy is in force: <code>{JSON.stringify(problem)}</code>
              </div>
            )}
            <div className="card">
              <dl className="facts">
                <dt>File</dt>
                <dd className="mono">{file ?? "none: only the built-in roles are in force"}</dd>
                <dt>Digest</dt>
                <dd className="mono">{digest}</dd>
              </dl>
            </div>
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
                  {roles.map((role) => (
                    <tr key={role.name}>
                      <td data-label="Role">{role.name}</td>
                      <td data-label="For">{role.description}</td>
                      <td data-label="Containment">{role.level}</td>
                      <td data-label="From" className="mono">
                        {role.source.file}:{role.source.line}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            <Explain roles={roles} />
          </>
        )}
      </Reading>
    </>
  );
}
