import { Suspense, useDeferredValue, useMemo, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "wouter";
import { later } from "../../parts/later.tsx";
import { useRead } from "../../connection/hooks.ts";
import { useOperations } from "../../connection/operations.ts";
import { asProblem } from "../../connection/problem.ts";
import { socket } from "../../connection/socket.ts";
import { emptyPolicy, withTemplate } from "./document.ts";
import { PolicyForm } from "./form.tsx";
import { Save } from "./save.tsx";
import type { Inspected } from "./shapes.ts";
import { WhatIf } from "./what-if.tsx";

const PolicyEditor = later(async () => ({
  default: (await import("../../parts/editor/policy-editor.tsx")).PolicyEditor,
}));

interface Checked {
  readonly valid: boolean;
  readonly problems: readonly { readonly line: number; readonly path: string; readonly message: string }[];
}

const none: Checked["problems"] = [];

/** Changes the policy, as a form and as YAML of the same text: problems at their lines, what it would change, and why. */
export default function Edit({ policy }: { readonly policy: Inspected }) {
  const stands = policy.text ?? emptyPolicy;
  const [draft, setDraft] = useState<string>();
  const text = draft ?? stands;
  const [view, setView] = useState<"form" | "yaml">("yaml");
  const line = Number(new URLSearchParams(useSearch()).get("line"));
  const [goTo, setGoTo] = useState<{ line: number } | undefined>(line > 0 ? { line } : undefined);
  const operations = useOperations();
  const settled = useDeferredValue(text);
  const templates = useRead<{ templates: readonly { name: string; summary: string; text: string }[] }>("template.list");
  const checked = useQuery({
    queryKey: ["policy.check", settled],
    queryFn: async () => (await socket.call<Checked>("policy.check", { policy: settled })).value,
    enabled: settled.trim() !== "",
    placeholderData: (before) => before,
  });
  const problems = useMemo(() => checked.data?.problems ?? none, [checked.data]);
  const valid = checked.data?.valid === true && settled === text;
  return (
    <>
      <p className="note narrow-only">
        This screen is for reading and small changes: a larger one shows the lines and what they change side by side.
      </p>
      <div className="actions">
        <div className="actions" role="group" aria-label="View">
          {(["yaml", "form"] as const).map((one) => (
            <button key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)}>
              {one === "yaml" ? "YAML" : "Form"}
            </button>
          ))}
        </div>
        <label>
          Add from a template{" "}
          <select
            value=""
            onChange={(event) => {
              const found = templates.data?.templates.find(({ name }) => name === event.target.value);
              if (found !== undefined) setDraft(withTemplate(text, found.text));
            }}
          >
            <option value="">choose…</option>
            {templates.data?.templates.map(({ name, summary }) => (
              <option key={name} value={name} title={summary}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <span className="grow" />
        {draft === undefined || draft === stands ? null : (
          <button type="button" onClick={() => setDraft(undefined)}>
            Back to the file
          </button>
        )}
      </div>
      {view === "form" ? (
        <PolicyForm text={text} onText={setDraft} />
      ) : (
        <Suspense fallback={<p className="quiet">Loading…</p>}>
          <PolicyEditor text={text} onText={setDraft} problems={problems} operations={operations} goTo={goTo} />
        </Suspense>
      )}
      <div role="status">
        {checked.error !== null ? (
          <div className="note bad">{asProblem(checked.error).detail}</div>
        ) : problems.length === 0 ? (
          <p className={valid ? "state good" : "quiet"}>{valid ? "✔ The text is a valid policy." : "Checking…"}</p>
        ) : (
          <div className="note bad">
            <p>
              {problems.length} {problems.length === 1 ? "problem" : "problems"}
            </p>
            <ul className="problems">
              {problems.map(({ line, path, message }) => (
                <li key={`${line} ${path} ${message}`}>
                  <button
                    type="button"
                    onClick={() => {
                      setView("yaml");
                      setGoTo({ line });
                    }}
                  >
                    Line {line}
                  </button>{" "}
                  {message}
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
      {text === stands ? (
        <p className="quiet">Nothing is changed yet.</p>
      ) : (
        <>
          <WhatIf text={settled} valid={valid} />
          <Save policy={policy} text={settled} valid={valid} onSaved={() => setDraft(undefined)} />
        </>
      )}
    </>
  );
}
