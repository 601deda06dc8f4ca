import { useEffect, useId, useRef, useState } from "react";
import { allActs, keyActs, type KeyAct } from "../../parts/keys/acts.ts";
import { conflictsOf, keyIn, type ChosenKeys } from "../../parts/keys/chosen.ts";
import { chooseKey, forgetKeys, useKeys } from "../../parts/keys/in-force.ts";
import { keysAct, letKeysAct } from "../../parts/keys/single.ts";

/** The field of one act: a character is its key, an empty field switches it off. What has that key already is named before it loses it. */
function KeyField({ act, chosen }: { readonly act: KeyAct; readonly chosen: ChosenKeys }) {
  const id = useId();
  const [wanted, setWanted] = useState<string>();
  const key = wanted ?? keyIn(chosen, act);
  const taken = wanted === undefined ? [] : conflictsOf(chosen, act, wanted);
  const take = (text: string): void => {
    // The last character that was typed, so that one can type over what stands there.
    const next = text.trim().slice(-1);
    if (conflictsOf(chosen, act, next).length > 0) return setWanted(next);
    setWanted(undefined);
    chooseKey(act, next);
  };
  const { what, key: usual } = keyActs[act];
  return (
    <li
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setWanted(undefined);
      }}
    >
      <label htmlFor={id}>{what}</label>
      <input
        id={id}
        className="key"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={key}
        placeholder="none"
        aria-invalid={taken.length > 0}
        aria-describedby={taken.length > 0 ? `${id}-taken` : undefined}
        onFocus={(event) => event.target.select()}
        onChange={(event) => take(event.target.value)}
      />
      {key === usual ? null : <span className="quiet">usually {usual}</span>}
      {taken.length === 0 ? null : (
        <span className="actions" role="alert" id={`${id}-taken`}>
          <span className="bad">
            {wanted} is taken: {taken.map((other) => keyActs[other].what).join(", ")} ({keyActs[taken[0] ?? act].where}
            ).
          </span>
          <button
            type="button"
            // Some browsers give a pressed button no focus: leaving the field would forget what was wanted.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => {
              chooseKey(act, wanted ?? "");
              setWanted(undefined);
            }}
          >
            Take it from there
          </button>
        </span>
      )}
    </li>
  );
}

/** Single keys of this browser: on or off, and which they are. */
export function KeyChoice() {
  const [on, setOn] = useState(keysAct());
  const chosen = useKeys();
  const named = location.hash === "#keys";
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (named) section.current?.scrollIntoView();
  }, [named]);
  const places = [...Map.groupBy(allActs, (act) => keyActs[act].where)];
  return (
    <section className="card stacked" ref={section}>
      <h2>Keys</h2>
      <label>
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => {
            setOn(event.target.checked);
            letKeysAct(event.target.checked);
          }}
        />{" "}
        Single keys act on pages and rows (<kbd>{keyIn(chosen, "help") || "no key"}</kbd> lists them)
      </label>
      <details open={Object.keys(chosen).length > 0 || named}>
        <summary>Choose other keys</summary>
        <p className="quiet">
          Other browsers keep their own. An empty field switches one off. The same key may do different things in places
          that never have the focus together.
        </p>
        <div className="key-choice">
          {places.map(([where, acts]) => (
            <section key={where}>
              <h3>{where[0]?.toUpperCase() + where.slice(1)}</h3>
              <ul>
                {acts.map((act) => (
                  <KeyField key={act} act={act} chosen={chosen} />
                ))}
              </ul>
            </section>
          ))}
        </div>
        <button type="button" disabled={Object.keys(chosen).length === 0} onClick={forgetKeys}>
          The usual keys again
        </button>
      </details>
    </section>
  );
}
