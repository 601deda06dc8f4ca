import { useState, type FormEvent } from "react";

type Env = Readonly<Record<string, string>>;

/** The variables beside a document: each with its value, which is masked where one may not see it and stays as it was then. */
export function Variables({
  env,
  onEnv,
  masked,
}: {
  readonly env: Env;
  readonly onEnv: (env: Env) => void;
  readonly masked: boolean;
}) {
  const [name, setName] = useState("");
  const add = (event: FormEvent): void => {
    event.preventDefault();
    onEnv({ ...env, [name]: env[name] ?? "" });
    setName("");
  };
  const without = (gone: string): Env => Object.fromEntries(Object.entries(env).filter(([one]) => one !== gone));
  return (
    <section className="card stacked" aria-label="Variables">
      <h2>Variables</h2>
      <p className="quiet">
        <code>{"${NAME}"}</code> in the document stands for these.
        {masked ? " A masked value stays as it is." : ""}
      </p>
      {Object.entries(env).map(([one, value]) => (
        <div className="actions" key={one}>
          <label className="grow">
            <span className="mono">{one}</span>{" "}
            <input
              value={value}
              spellCheck={false}
              autoComplete="off"
              onFocus={(event) => event.target.select()}
              onChange={(event) => onEnv({ ...env, [one]: event.target.value })}
            />
          </label>
          <button type="button" onClick={() => onEnv(without(one))} aria-label={`Take ${one} away`}>
            ✕
          </button>
        </div>
      ))}
      <form className="actions" onSubmit={add}>
        <label>
          <span className="quiet">New variable </span>
          <input
            required
            value={name}
            pattern="[A-Za-z_][A-Za-z0-9_]*"
            placeholder="TAG"
            spellCheck={false}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <button type="submit">Add</button>
      </form>
    </section>
  );
}
