import assert from "node:assert/strict";
import { test } from "node:test";
import { createCatalogue } from "../../catalogue/catalogue.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { paperContainment } from "../containment/paper-engine.ts";
import { explain } from "./explain.ts";
import { loadPolicy } from "./load-policy.ts";
import { callerOf, containerOf, paperOperation } from "./paper.ts";
import { runCases } from "./policy-cases.ts";
import { replay, type RecordedCall } from "./replay.ts";
import { projectLabel } from "./scope.ts";
import { develop } from "./templates/develop.ts";

const restart = paperOperation("container.restart", "change");
const create = paperOperation("container.create", "change", {
  riskCeiling: "host",
  body: { kind: "container.create", of: () => ({}) },
});
const catalogue = createCatalogue([restart, create, paperOperation("container.list", "read")]);
const policy = loadPolicy(develop, { file: "develop.yaml" });

test("an explanation names rule, line, findings, and what would help", async () => {
  const base = { policy, caller: callerOf("develop"), endpoint: "local", isProtected: () => false };
  const allowed = await explain({
    ...base,
    operation: restart,
    targets: [containerOf("web", { [projectLabel]: "my-project" })],
  });
  assert.equal(allowed.effect, "allow");
  assert.ok((allowed.source?.line ?? 0) > 10);
  const hidden = await explain({ ...base, operation: restart, targets: [containerOf("db")] });
  assert.equal(hidden.hidden, true);
  const body = { Image: "busybox", HostConfig: { Binds: ["/etc:/x"] } };
  const refused = await explain({ ...base, operation: create, targets: [], body, containment: paperContainment([]) });
  assert.deepEqual(
    [refused.effect, refused.rule, refused.findings[0]?.field],
    ["deny", "containment.baseline", "HostConfig.Binds[0]"],
  );
  const held = containerOf("web", { [projectLabel]: "my-project", "gnosis-docker.protected": "true" });
  assert.equal((await explain({ ...base, operation: restart, targets: [held] })).rule, "protected.label");
});

test("a table of cases passes or says which line did not", async () => {
  const report = await runCases(
    policy,
    `cases:
  - name: may restart its own
    as: develop
    operation: container.restart
    target: { name: web, labels: { ${projectLabel}: my-project } }
    expect: allow
  - as: develop
    operation: container.restart
    target: { name: db }
    expect: hidden
  - as: develop
    operation: container.create
    body: { Image: x, HostConfig: { Privileged: true } }
    expect: deny
    rule: containment.*
  - as: develop
    operation: container.restart
    target: { name: mine, owned: true }
    expect: deny
`,
    "cases.yaml",
    catalogue,
  );
  assert.deepEqual([report.ok, report.passed, report.failed], [false, 3, 1]);
  assert.deepEqual(
    report.results.filter(({ ok }) => !ok).map(({ line, got }) => [line, got]),
    [[16, "allow"]],
  );
});

test("a table that can't be read is refused with its line", async () => {
  const where = async (text: string): Promise<unknown> => {
    const error: unknown = await runCases(policy, text, "cases.yaml", catalogue).catch((thrown: unknown) => thrown);
    return error instanceof GnosisError ? error.detail.where : error;
  };
  assert.equal(
    await where("cases:\n  - as: develop\n    operation: container.restart\n    expect: maybe\n"),
    "cases.yaml:4:5",
  );
  assert.equal(
    await where("cases:\n  - as: develop\n    operation: container.dance\n    expect: allow\n"),
    "cases.yaml:3:5",
  );
  assert.equal(await where("cases: [\n"), "cases.yaml:2:1");
  // A role that is not there is denied everything, so that such a case would pass for ever.
  assert.equal(
    await where("cases:\n  - as: develp\n    operation: container.restart\n    expect: deny\n"),
    "cases.yaml:2:5",
  );
});

test("a replay tells what another policy would have decided otherwise", async () => {
  const caller = { id: "t", name: "bot", role: "develop", surface: "rest" } as const;
  const record = (id: string, more: Partial<RecordedCall>): RecordedCall => ({
    id,
    time: "2026-01-01T00:00:00Z",
    caller,
    operation: "container.restart",
    risk: "change",
    endpoint: "local",
    targets: [{ kind: "container", id: "web", name: "web" }],
    decision: { effect: "allow", rule: "develop.allow[1]" },
    ...more,
  });
  const next = loadPolicy(
    "version: 1\nroles:\n  develop:\n    allow: [container.list, container.restart]\n    ask: [{ operations: container.restart, where: { name: web } }]\n    deny: [{ operations: container.restart, where: { label: { env: prod } } }]\n",
  );
  const found = await replay(
    [
      record("1", {}),
      record("2", { operation: "container.list", targets: [] }),
      record("3", { targets: [{ kind: "container", id: "gone", name: "gone" }] }),
      record("4", { operation: "container.dance" }),
      record("6", { decision: { effect: "deny", rule: "token.operations" }, operation: "container.list", targets: [] }),
      record("5", { decision: { effect: "deny", rule: "default" }, operation: "container.create", targets: [] }),
    ],
    next,
    catalogue,
    (_, id) => Promise.resolve(id === "web" ? containerOf("web") : undefined),
  );
  assert.deepEqual([found.replayed, found.same, found.unknown], [4, 3, 2]);
  assert.deepEqual(
    found.different.map(({ record: id, before, after }) => [id, before.effect, after.effect, after.line]),
    [["1", "allow", "ask", 5]],
  );
});
