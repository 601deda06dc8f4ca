import { useState, type FormEvent } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { asProblem, type Problem } from "../../connection/problem.ts";
import { socket } from "../../connection/socket.ts";
import { ActionMenu } from "../../parts/action-menu.tsx";
import { PolicyWords } from "../../parts/policy-words.tsx";
import { usePolicy } from "../../parts/preview.ts";
import { ProblemNote } from "../../parts/problem-words.tsx";
import { useToasts } from "../../parts/toasts.tsx";
import type { FieldSchema, OperationView } from "./choices.ts";
import { typesOf, valueOf } from "./form-value.ts";

function Field({
  name,
  schema,
  required,
  value,
  onChange,
}: {
  readonly name: string;
  readonly schema: FieldSchema;
  readonly required: boolean;
  readonly value: string;
  readonly onChange: (text: string) => void;
}) {
  const types = typesOf(schema);
  const hint = schema.default === undefined ? undefined : `${JSON.stringify(schema.default)} when empty`;
  const common = { id: `field-${name}`, value, required, "aria-describedby": `field-${name}-what` };
  const options = schema.enum ?? (types.size === 1 && types.has("boolean") ? ["true", "false"] : undefined);
  return (
    <div>
      <label htmlFor={`field-${name}`}>
        {name}
        {required ? null : <span className="quiet"> (may be left out)</span>}
      </label>
      {options === undefined ? (
        types.has("object") || types.has("array") ? (
          <textarea
            {...common}
            className="short"
            placeholder={hint}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <input {...common} placeholder={hint} onChange={(event) => onChange(event.target.value)} />
        )
      ) : (
        <select {...common} onChange={(event) => onChange(event.target.value)}>
          <option value="">{hint ?? "–"}</option>
          {options.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      )}
      <small id={`field-${name}-what`} className="quiet">
        {schema.description}
      </small>
    </div>
  );
}

/** The form of any operation, made from its definition; shows what the policy says to it, and the answer. */
export function OperationForm({
  operation,
  input,
  onClose,
}: {
  readonly operation: OperationView;
  readonly input: Readonly<Record<string, unknown>>;
  readonly onClose: () => void;
}) {
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(
    Object.fromEntries(Object.entries(input).map(([name, value]) => [name, String(value)])),
  );
  const [answer, setAnswer] = useState<unknown>();
  const [problem, setProblem] = useState<Problem>();
  const [running, setRunning] = useState(false);
  const toasts = useToasts();
  const client = useQueryClient();
  const whole = Object.fromEntries(
    Object.entries(operation.fields)
      .map(([name, schema]) => [name, valueOf(schema, texts[name] ?? "")] as const)
      .filter(([, value]) => value !== undefined),
  );
  const complete = operation.required.every((name) => whole[name] !== undefined);
  const says = usePolicy(operation.id, whole, complete);
  const { effect } = says;
  const run = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setRunning(true);
    setProblem(undefined);
    try {
      const { value, receipt } = await socket.call<{ message?: string }>(operation.id, whole);
      if (operation.risk === "read" || value.message === undefined) setAnswer(value);
      else {
        toasts.done(value.message, receipt);
        onClose();
      }
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    setRunning(false);
    if (operation.risk !== "read") void client.invalidateQueries();
  };
  const names = Object.keys(operation.fields).toSorted(
    (a, b) => Number(operation.required.includes(b)) - Number(operation.required.includes(a)),
  );
  return (
    <form className="form" onSubmit={(event) => void run(event)}>
      <p>{operation.summary}</p>
      {names.map((name) => (
        <Field
          key={name}
          name={name}
          schema={operation.fields[name] ?? {}}
          required={operation.required.includes(name)}
          value={texts[name] ?? ""}
          onChange={(text) => setTexts({ ...texts, [name]: text })}
        />
      ))}
      {problem === undefined ? null : <ProblemNote of={problem} />}
      {answer === undefined ? null : (
        <pre tabIndex={0} aria-label="Answer" className="answer">
          {JSON.stringify(answer, null, 2)}
        </pre>
      )}
      <p className={effect === "deny" ? "bad" : "quiet"} role="status">
        {says.words === undefined ? null : (
          <PolicyWords says={says} operation={operation.id} input={whole} onFollow={onClose} />
        )}
      </p>
      <div className="actions end">
        {complete ? (
          <ActionMenu actions={[{ operation: operation.id, input: whole, name: operation.id }]} about={operation.id} />
        ) : null}
        <button type="button" onClick={onClose}>
          {answer === undefined ? "Cancel" : "Close"}
        </button>
        {operation.gives === "file" ? (
          <span className="quiet">It gives a file: copy it as API call.</span>
        ) : (
          <button
            type="submit"
            className={operation.risk === "destroy" ? "danger" : "primary"}
            disabled={!complete || effect === "deny" || running}
          >
            {effect === "ask" ? "Ask for it" : "Do it"}
          </button>
        )}
      </div>
    </form>
  );
}
