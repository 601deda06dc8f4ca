import { Link } from "wouter";
import { useRead } from "../connection/hooks.ts";
import { Act } from "../parts/act.tsx";
import { lasting } from "../parts/format.ts";
import { keepFile } from "../parts/keep-file.ts";
import { Reading } from "../parts/reading.tsx";
import { SaveButton } from "../parts/save-button.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { Title } from "../parts/title.tsx";
import { canUndo, type UndoStep } from "../parts/undo-one.tsx";
import { When } from "../parts/when.tsx";
import { Difference } from "./session/difference.tsx";
import { Replay } from "./session/replay.tsx";
import { summed, type Inspected } from "./session/shapes.ts";

/** What an undo of the whole session would do, the last change first, and what is in the way. */
function UndoPlan({ id }: { readonly id: string }) {
  const plan = useRead<{ steps: readonly UndoStep[] }>("undo.plan", { session: id });
  return (
    <section className="card">
      <h2>Take it back</h2>
      <Reading of={plan}>
        {({ steps }) => (
          <>
            <ol>
              {steps.map((step) => (
                <li key={step.record}>
                  <code>{step.operation}</code> {step.target}: {step.summary} <StateWord state={step.state} />
                </li>
              ))}
            </ol>
            {steps.some(canUndo) ? (
              <Act
                operation="undo.run"
                input={{ session: id }}
                ask={{
                  title: "Undo this session?",
                  text: <p>Its changes are taken back in reverse order, until one fails.</p>,
                  act: "Undo the session",
                }}
              >
                Undo the session
              </Act>
            ) : null}
          </>
        )}
      </Reading>
    </section>
  );
}

/** One session of an agent: what it asked, what came of it, and what is different on the host. */
export default function Session({ id }: { readonly id: string }) {
  const inspected = useRead<Inspected>("session.inspect", { id });
  return (
    <Reading of={inspected}>
      {(told) => {
        const { session, difference } = told;
        return (
          <>
            <header>
              <Title>{`${session.caller.name}: session`}</Title>
              <span className="grow" />
              <Act operation="audit.verify" input={{}}>
                Verify the log
              </Act>
              <SaveButton operation="session.export" input={{ id }} label="Save as Markdown">
                Save as Markdown
              </SaveButton>
              <button
                type="button"
                onClick={() => keepFile("session.json", `${JSON.stringify(told, null, 2)}\n`, "application/json")}
              >
                Save as JSON
              </button>
              <Link className="button" href="/agents">
                All agents
              </Link>
            </header>
            <section className="card">
              <dl className="facts">
                <dt>In short</dt>
                <dd>{summed(told)}</dd>
                <dt>Session</dt>
                <dd className="mono">{session.id}</dd>
                <dt>Began</dt>
                <dd>
                  <When at={session.started} />, lasted{" "}
                  {lasting(Date.parse(session.ended) - Date.parse(session.started))}
                </dd>
                <dt>Through</dt>
                <dd>
                  {session.surfaces.join(", ")} <span className="quiet">{session.clients.join(", ")}</span>
                </dd>
              </dl>
            </section>
            <div className="pair">
              <section className="card">
                <h2>What is different on the host</h2>
                <Difference of={difference} />
              </section>
              {session.changes === 0 ? null : <UndoPlan id={id} />}
            </div>
            <Replay of={told} />
          </>
        );
      }}
    </Reading>
  );
}
