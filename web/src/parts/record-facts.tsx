import { Link } from "wouter";
import type { RecordRow } from "../pages/shapes.ts";
import { askerOf } from "./asker.ts";
import { bytes, exact, lasting } from "./format.ts";
import { RuleLink } from "./rule-link.tsx";
import { StateWord, stateOf } from "./state-word.tsx";

function Decision({ record: { decision, operation = "", caller, targets } }: { readonly record: RecordRow }) {
  if (decision === undefined) return <span className="quiet">none was needed</span>;
  const { effect, rule, reason, approval } = decision;
  return (
    <>
      <strong>{effect}</strong> by{" "}
      <RuleLink rule={rule} operation={operation} role={caller?.role} target={targets?.[0]?.id} />. {reason}
      {approval === undefined ? null : <span className="quiet"> Approval {approval}.</span>}
    </>
  );
}

/** One call in full: who asked for what, what was decided, and what came of it. */
export function RecordFacts({ record }: { readonly record: RecordRow }) {
  const { caller, targets, input, outcome, changes = [], detail } = record;
  const failed = outcome?.message ?? record.message;
  return (
    <dl className="facts">
      <dt>When</dt>
      <dd>{exact(record.time)}</dd>
      <dt>Who</dt>
      <dd>
        {caller === undefined ? (
          "the server"
        ) : (
          <>
            {caller.name}{" "}
            <span className="quiet">
              ({askerOf(caller)}, role {caller.role}, through {caller.surface}
              {caller.client === undefined ? "" : `, ${caller.client}`})
            </span>
          </>
        )}
      </dd>
      <dt>On</dt>
      <dd>
        {targets === undefined || targets.length === 0 ? <span className="quiet">nothing in particular</span> : null}
        {targets?.map(({ kind, id, name }) => (
          <div key={kind + id}>
            {kind} {kind === "container" ? <Link href={`/containers/${id}`}>{name}</Link> : name}
          </div>
        ))}
      </dd>
      <dt>Decision</dt>
      <dd>
        <Decision record={record} />
      </dd>
      <dt>Outcome</dt>
      <dd>
        <StateWord state={stateOf(record)} /> <span className="quiet">{outcome?.code ?? record.code}</span>{" "}
        {outcome?.duration_ms === undefined ? null : `in ${lasting(outcome.duration_ms)}`}
        {outcome?.bytes === undefined ? null : `, ${bytes(outcome.bytes)}`}
        {failed === undefined ? null : <div>{failed}</div>}
      </dd>
      {changes.length === 0 ? null : (
        <>
          <dt>Changed by the guard</dt>
          <dd>
            {changes.map((change) => (
              <div key={change}>{change}</div>
            ))}
          </dd>
        </>
      )}
      <dt>Arguments</dt>
      <dd>
        <pre className="arguments" tabIndex={0} aria-label="Arguments, secrets masked">
          {JSON.stringify(input ?? detail ?? {}, null, 2)}
        </pre>
      </dd>
      <dt>Record</dt>
      <dd className="mono">{record.id}</dd>
    </dl>
  );
}
