import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineClient } from "../engine/client.ts";
import type { AuditReader } from "../catalogue/ports/audit-reader.ts";
import type { PolicyInForce } from "./policy.ts";
import { readiness } from "./readiness.ts";
import type { EngineSide } from "./sides/engine-side.ts";

test("an engine that takes a call and never answers is not ready, and soon said to be so", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const json = (_method: string, _path: string, { signal }: { signal: AbortSignal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error));
    });
  const client = { endpoint: { name: "mute" }, json } as unknown as EngineClient;
  const checks = readiness(
    [{ client } as unknown as EngineSide],
    { state: () => ({ writable: true }) } as unknown as AuditReader,
    { problem: () => undefined } as unknown as PolicyInForce,
  );
  t.mock.timers.tick(2000);
  const [engine] = await checks;
  assert.equal(engine?.ok, false);
  assert.match(engine?.detail ?? "", /mute did not answer within 2000 ms/);
});
