import { Suspense, useDeferredValue, useId, useMemo, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { asProblem } from "../../connection/problem.ts";
import { socket } from "../../connection/socket.ts";
import { Act } from "../../parts/act.tsx";
import { DiffView } from "../../parts/diff-view.tsx";
import { later } from "../../parts/later.tsx";
import { lineDiff } from "../../../../src/kernel/line-diff.ts";
import { Variables } from "./variables.tsx";
import type { StackDetail } from "./shapes.ts";

const StackEditor = later(async () => ({
  default: (await import("../../parts/editor/stack-editor.tsx")).StackEditor,
}));

interface Found {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
}

interface Checked {
  readonly valid: boolean;
  readonly problems: readonly Found[];
  readonly warnings: readonly Found[];
  readonly services: readonly string[];
}

const none: readonly Found[] = [];

/** What a new document begins as. */
const first = `services:
  web:
    image: busybox
    command: httpd -f -p 80
    ports: [ "127.0.0.1:8080:80" ]
    restart: unless-stopped
`;

/** Writes a stack's document and its variables: problems at their lines, what has changed, and saving it as a new version. */
export default function Edit({ stack }: { readonly stack: StackDetail }) {
  const stands = stack.document ?? "";
  const [draft, setDraft] = useState<string>();
  const [variables, setVariables] = useState<Readonly<Record<string, string>>>();
  const [reason, setReason] = useState("");
  const [goTo, setGoTo] = useState<{ line: number }>();
  const [, go] = useLocation();
  const why = useId();
  const text = draft ?? (stack.document === null ? first : stands);
  const env = variables ?? stack.env;
  const settled = useDeferredValue(text);
  const input = { name: stack.name, document: settled, env };
  const checked = useQuery({
    queryKey: ["check", input],
    queryFn: async () => (await socket.call<Checked>("stack.check", input)).value,
    enabled: settled.trim() !== "",
    placeholderData: (before) => before,
  });
  const problems = useMemo(() => checked.data?.problems ?? none, [checked.data]);
  const warnings = checked.data?.warnings ?? none;
  const valid = checked.data?.valid === true && settled === text;
  const changed = text !== stands || variables !== undefined;
  const save = {
    ...{ name: stack.name, document: text, env },
    ...(reason.trim() === "" ? {} : { reason: reason.trim() }),
    ...(stack.current === null ? {} : { base: stack.current }),
  };
  return (
    <>
      <div className="beside halves">
        <Suspense fallback={<p className="quiet">Loading…</p>}>
          <StackEditor text={text} onText={setDraft} problems={problems} goTo={goTo} />
        </Suspense>
        <div className="stacked">
          <Variables env={env} onEnv={setVariables} masked={stack.masked} />
          <div role="status">
            {checked.error !== null ? (
              <div className="note bad">{asProblem(checked.error).detail}</div>
            ) : problems.length === 0 ? (
              <p className={valid ? "good" : "quiet"}>
                {valid ? `✔ A valid document of ${checked.data?.services.join(", ")}.` : "Checking…"}
              </p>
            ) : (
              <div className="note bad">
                <p>
                  {problems.length} {problems.length === 1 ? "problem" : "problems"}
                </p>
                <Places of={problems} onGo={(line) => setGoTo({ line })} />
              </div>
            )}
            {warnings.length === 0 ? null : (
              <div className="note warn">
                <Places of={warnings} onGo={(line) => setGoTo({ line })} />
              </div>
            )}
          </div>
        </div>
      </div>
      {changed || !stack.kept ? (
        <section className="card stacked">
          <h2>Save it</h2>
          {stack.document === null ? null : <DiffView lines={lineDiff(stands, text)} label="What the text changes" />}
          <div className="actions">
            <label htmlFor={why}>Why</label>
            <input
              id={why}
              className="grow"
              value={reason}
              maxLength={500}
              placeholder="stands in the history"
              onChange={(event) => setReason(event.target.value)}
            />
            {valid ? (
              <Act
                operation="stack.save"
                input={save}
                then={() => {
                  setDraft(undefined);
                  setVariables(undefined);
                  go(`/stacks/${encodeURIComponent(stack.name)}/up`);
                }}
              >
                Save
              </Act>
            ) : (
              <button type="button" disabled title="Mend the text first.">
                Save
              </button>
            )}
            {changed && stack.kept ? (
              <button
                type="button"
                onClick={() => {
                  setDraft(undefined);
                  setVariables(undefined);
                }}
              >
                Back to what is saved
              </button>
            ) : null}
          </div>
          <p className="quiet">Nothing is brought up by saving: the next page says what that would do.</p>
        </section>
      ) : (
        <p className="quiet">Nothing is changed yet.</p>
      )}
    </>
  );
}

function Places({ of, onGo }: { readonly of: readonly Found[]; readonly onGo: (line: number) => void }) {
  return (
    <ul className="problems">
      {of.map(({ line, path, message }) => (
        <li key={`${line} ${path} ${message}`}>
          <button type="button" onClick={() => onGo(line)}>
            Line {line}
          </button>{" "}
          {message}
        </li>
      ))}
    </ul>
  );
}
