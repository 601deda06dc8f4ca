import { Link } from "wouter";
import { useRead } from "../connection/hooks.ts";
import { Act } from "../parts/act.tsx";
import { Reading } from "../parts/reading.tsx";
import { Records } from "../parts/records.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { Title } from "../parts/title.tsx";
import { When } from "../parts/when.tsx";
import type { RecordRow, SessionRow } from "./shapes.ts";

interface Inspected {
  readonly session: SessionRow;
  readonly difference: readonly { kind: string; id: string; name: string; change: string; summary: string }[];
  readonly records: readonly RecordRow[];
}
interface Step {
  readonly record: string;
  readonly operation: string;
  readonly target: string;
  readonly state: string;
  readonly summary: string;
}

/** What an undo of the whole session would do, the last change first, and what is in the way. */
function UndoPlan({ id }: { readonly id: string }) {
  const plan = useRead<{ steps: readonly Step[] }>("undo.plan", { session: id });
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
            {steps.some(({ state }) => state === "ready" || state === "conflict") ? (
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
      {({ session, difference, records }) => (
        <>
          <header>
            <Title>{`${session.caller.name}: session`}</Title>
            <span className="grow" />
            <Link className="button" href="/agents">
              All agents
            </Link>
          </header>
          <section className="card">
            <dl className="facts">
              <dt>Session</dt>
              <dd className="mono">{session.id}</dd>
              <dt>Began</dt>
              <dd>
                <When at={session.started} />
              </dd>
              <dt>Calls</dt>
              <dd>
                {session.calls} calls, {session.changes} changes, {session.failed} failed, {session.refused} refused
              </dd>
              <dt>Through</dt>
              <dd>
                {session.surfaces.join(", ")} <span className="quiet">{session.clients.join(", ")}</span>
              </dd>
            </dl>
          </section>
          <section className="card">
            <h2>What is different on the host</h2>
            {difference.length === 0 ? <p className="quiet">Nothing.</p> : null}
            <ul>
              {difference.map((one) => (
                <li key={`${one.kind}${one.id}${one.change}`}>{one.summary}</li>
              ))}
            </ul>
          </section>
          {id.startsWith("at-") || session.changes === 0 ? null : <UndoPlan id={id} />}
          <section>
            <h2>Calls</h2>
            <Records records={records.toReversed()} />
          </section>
        </>
      )}
    </Reading>
  );
}
