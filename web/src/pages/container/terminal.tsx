import { Suspense, useCallback, useEffect, useRef, useState } from "react";
import { later } from "../../parts/later.tsx";
import { asProblem } from "../../connection/problem.ts";
import { PolicyWords } from "../../parts/policy-words.tsx";
import { usePolicy } from "../../parts/preview.ts";
import { ProblemNote } from "../../parts/problem-words.tsx";
import type { Ended } from "../../parts/terminal/screen.tsx";

const Screen = later(async () => ({ default: (await import("../../parts/terminal/screen.tsx")).Screen }));

function Closed({ ended }: { readonly ended: Ended }) {
  if (ended.error === undefined)
    return (
      <div className="note" role="status">
        <p>The terminal is closed{typeof ended.exitCode === "number" ? `: exit code ${ended.exitCode}` : ""}.</p>
      </div>
    );
  return <ProblemNote of={asProblem(ended.error)} />;
}

/** A terminal in a container, for roles whose policy says so. It opens by a button, never by itself. */
export default function TerminalTab({
  id,
  name,
  running,
}: {
  readonly id: string;
  readonly name: string;
  readonly running: boolean;
}) {
  const [open, setOpen] = useState(false);
  const [ended, setEnded] = useState<Ended>();
  const [spoken, setSpoken] = useState(localStorage.getItem("terminal-spoken") === "on");
  const button = useRef<HTMLButtonElement>(null);
  const close = useRef<HTMLButtonElement>(null);
  const says = usePolicy("terminal.open", { id }, running);

  useEffect(() => {
    if (!open && ended !== undefined) button.current?.focus();
  }, [open, ended]);
  const onEnd = useCallback((how: Ended) => {
    setEnded(how);
    setOpen(false);
  }, []);
  const onLeave = useCallback(() => {
    close.current?.focus();
  }, []);

  if (!running) return <div className="note">A terminal needs a running container. Start {name} first.</div>;
  return (
    <section className="stacked" aria-label={`Terminal in ${name}`}>
      <div className="actions">
        {open ? (
          <button type="button" ref={close} onClick={() => onEnd({})}>
            Close the terminal
          </button>
        ) : (
          <button
            type="button"
            ref={button}
            className="primary"
            disabled={says.denied || says.words === undefined}
            onClick={() => {
              setEnded(undefined);
              setOpen(true);
            }}
          >
            Open a terminal{says.asks ? " (asks)" : null}
          </button>
        )}
        <label>
          <input
            type="checkbox"
            checked={spoken}
            onChange={(event) => {
              setSpoken(event.target.checked);
              localStorage.setItem("terminal-spoken", event.target.checked ? "on" : "off");
            }}
          />{" "}
          Screen reader mode
        </label>
        {open ? (
          <span className="quiet">
            <kbd>Ctrl</kbd> <kbd>Shift</kbd> <kbd>Esc</kbd> leaves the terminal
          </span>
        ) : null}
      </div>
      {says.denied ? (
        <div className="note warn">
          <p>
            <PolicyWords says={says} operation="terminal.open" input={{ id }} />
          </p>
          <p className="quiet">
            A terminal has to be named in the role: <code>allow: [terminal.open]</code>.
          </p>
        </div>
      ) : open ? null : (
        <p className="quiet">
          A shell inside {name}, as its own user. That it was opened, by whom, for how long and how much went over it is
          recorded; the text too where the role says <code>terminals: recorded</code>. It ends when you leave this page.
        </p>
      )}
      {ended === undefined ? null : <Closed ended={ended} />}
      {open ? (
        <Suspense fallback={<p className="quiet">Loading…</p>}>
          <Screen id={id} label={`Terminal in ${name}`} spoken={spoken} onEnd={onEnd} onLeave={onLeave} />
        </Suspense>
      ) : null}
    </section>
  );
}
