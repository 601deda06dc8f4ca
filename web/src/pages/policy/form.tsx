import { useId, useState } from "react";
import { formOf, longRules, rolesOf, withField, withoutRole, type RoleForm } from "./document.ts";

/** What can be chosen, and what that says. */
type Options = readonly (readonly [string, string])[];
type Change = (field: keyof RoleForm, value: string | readonly string[]) => void;

function Lines({
  label,
  says,
  value,
  onValue,
}: {
  readonly label: string;
  readonly says: string;
  readonly value: readonly string[];
  readonly onValue: (value: readonly string[]) => void;
}) {
  const id = useId();
  // Kept as typed: an empty line while one is written must not vanish under the hand.
  const [typed, setTyped] = useState(value.join("\n"));
  const lines = (text: string): string[] => text.split("\n").flatMap((line) => line.trim() || []);
  const shown = lines(typed).join("\n") === value.join("\n") ? typed : value.join("\n");
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="mono lines"
        aria-describedby={`${id}-s`}
        spellCheck={false}
        value={shown}
        rows={Math.max(3, shown.split("\n").length)}
        onChange={(event) => {
          setTyped(event.target.value);
          onValue(lines(event.target.value));
        }}
      />
      <p id={`${id}-s`} className="quiet">
        {says}
      </p>
    </div>
  );
}

function Choice({
  label,
  value,
  options,
  onValue,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: Options;
  readonly onValue: (value: string) => void;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onValue(event.target.value)}>
        {options.map(([key, says]) => (
          <option key={key} value={key}>
            {says}
          </option>
        ))}
      </select>
    </div>
  );
}

function RoleFields({ form, change }: { readonly form: RoleForm; readonly change: Change }) {
  const id = useId();
  const lines = (field: "allow" | "ask" | "deny" | "mountRoots" | "images", label: string, says: string) => (
    <Lines {...{ label, says }} value={form[field]} onValue={(value) => change(field, value)} />
  );
  const choice = (field: "level" | "secrets" | "terminals", label: string, options: Options) => (
    <Choice {...{ label, options }} value={form[field]} onValue={(value) => change(field, value)} />
  );
  return (
    <>
      <div>
        <label htmlFor={id}>What it is for</label>
        <input id={id} value={form.description} onChange={(event) => change("description", event.target.value)} />
      </div>
      <div className="columns">
        {lines("allow", "Allow", "One a line: an operation, a pattern such as container.*, or risk:read.")}
        {lines("ask", "Ask", "A person has to approve these.")}
        {lines("deny", "Deny", "Beats the other two. What nothing names is denied too.")}
      </div>
      <h2>Containers that it makes</h2>
      <div className="columns">
        {choice("level", "Containment", [
          ["", "restricted, as nothing is said"],
          ["restricted", "restricted: no privilege at all"],
          ["baseline", "baseline: what usual images need"],
          ["privileged", "privileged: everything"],
        ])}
        {lines("mountRoots", "Mount roots", "Host directories below which it may mount; needs a containment level.")}
        {lines("images", "Images", "Patterns of images that it may use; all when empty.")}
      </div>
      <div className="columns">
        {choice("secrets", "Secrets", [
          ["", "masked, as nothing is said"],
          ["masked", "masked"],
          ["reveal", "shown unmasked"],
        ])}
        {choice("terminals", "Terminals", [
          ["", "counted, as nothing is said"],
          ["counted", "counted: who, when and how much"],
          ["recorded", "recorded: what was typed and shown too"],
        ])}
      </div>
    </>
  );
}

/** The same policy as a form: what it has no field for stays in the text. */
export function PolicyForm({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) {
  const roles = rolesOf(text);
  const [chosen, setChosen] = useState<string>();
  const [name, setName] = useState("");
  const id = useId();
  if (roles === undefined)
    return <div className="note warn">The text can&apos;t be read as a policy. Mend it as YAML first.</div>;
  const role = chosen !== undefined && roles.includes(chosen) ? chosen : roles[0];
  const long = role === undefined ? 0 : longRules(text, role);
  const isName = /^[a-z][a-z0-9-]{0,40}$/.test(name) && name !== "admin" && !roles.includes(name);
  return (
    <div className="form wide">
      <div className="actions">
        <label>
          Role{" "}
          <select value={role ?? ""} disabled={roles.length === 0} onChange={(event) => setChosen(event.target.value)}>
            {roles.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        {role === undefined ? null : (
          <button type="button" className="danger" onClick={() => onText(withoutRole(text, role))}>
            Take {role} out
          </button>
        )}
        <span className="grow" />
        <label htmlFor={id}>New role</label>
        <input id={id} value={name} placeholder="build-bot" onChange={(event) => setName(event.target.value)} />
        <button
          type="button"
          disabled={!isName}
          onClick={() => {
            onText(withField(text, name, "allow", ["risk:read"]));
            setChosen(name);
            setName("");
          }}
        >
          Add
        </button>
      </div>
      {role === undefined ? (
        <div className="note">The file has no roles yet: add one, or begin with a template.</div>
      ) : (
        <RoleFields
          key={role}
          form={formOf(text, role)}
          change={(field, value) => onText(withField(text, role, field, value))}
        />
      )}
      {long === 0 ? null : (
        <p className="quiet">
          {long} {long === 1 ? "rule has" : "rules have"} conditions or a name: they stay as they are, and are changed
          as YAML.
        </p>
      )}
    </div>
  );
}
