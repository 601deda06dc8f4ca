import type { AuditReader } from "../catalogue/ports/audit-reader.ts";
import { asGnosisError, GnosisError } from "../kernel/errors.ts";
import type { ReadyCheck } from "../surfaces/rest/open-routes.ts";
import type { PolicyInForce } from "./policy.ts";
import type { EngineSide } from "./sides/engine-side.ts";

/** Milliseconds that an engine has to answer before it counts as not there. */
const patience = 2000;

async function engineCheck({ client }: EngineSide): Promise<ReadyCheck> {
  const name = `engine:${client.endpoint.name}`;
  // One limit for all that it takes: the first call to an engine also asks for its version.
  const stop = new AbortController();
  const late = () =>
    stop.abort(
      new GnosisError("ENGINE_TIMEOUT", `The engine ${client.endpoint.name} did not answer within ${patience} ms.`, {
        next: "Look at the engine's own log, or restart it.",
      }),
    );
  const timer = setTimeout(late, patience);
  try {
    await client.json("GET", "/_ping", { signal: stop.signal });
    return { name, ok: true };
  } catch (thrown) {
    const error = asGnosisError(thrown);
    return { name, ok: false, detail: `${error.message} ${error.next}` };
  } finally {
    clearTimeout(timer);
  }
}

/** What /readyz says: each engine, the audit log and the policy. */
export async function readiness(
  sides: readonly EngineSide[],
  audit: AuditReader,
  policy: PolicyInForce,
): Promise<readonly ReadyCheck[]> {
  const engines = await Promise.all(sides.map(engineCheck));
  const anyAnswers = engines.some(({ ok }) => ok);
  const { writable, reason, broken } = audit.state();
  const problem = policy.problem();
  return [
    ...engines.map((one) => (one.ok || !anyAnswers ? one : { ...one, essential: false })),
    {
      name: "audit",
      ok: writable && broken === undefined,
      ...(writable ? {} : { detail: reason ?? "Records can't be written." }),
      ...(broken === undefined ? {} : { detail: broken.message }),
    },
    { name: "policy", ok: problem === undefined, ...(problem === undefined ? {} : { detail: problem.message }) },
  ];
}
