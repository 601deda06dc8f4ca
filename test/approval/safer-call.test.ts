import assert from "node:assert/strict";
import { test } from "node:test";
import type { Edit } from "../../src/catalogue/ports/approval-edit.ts";
import { GnosisError } from "../../src/kernel/errors.ts";
import { catalogue } from "../../src/operations/index.ts";
import { offersFor, saferCall } from "../../src/guard/approval/safer/safer-call.ts";
import { saferCalls } from "../../src/guard/approval/safer/safer-table.ts";

type Input = Readonly<Record<string, unknown>>;
const operationOf = (id: string) => catalogue.find(id) ?? assert.fail(id);
const edited = (id: string, given: Input, edit: Edit) => saferCall(catalogue.find, operationOf(id), given, edit);
const change = (id: string, given: Input, changes: Input): Input => edited(id, given, { changes }).input;
const refuses = (code: string, id: string, given: Input, edit: Edit): void =>
  assert.throws(
    () => edited(id, given, edit),
    (error: unknown) => error instanceof GnosisError && error.code === code,
    JSON.stringify([id, given, edit]),
  );

test("every operation and field of the table of safer calls is there", () => {
  for (const [id, { fields, instead = [] }] of Object.entries(saferCalls)) {
    const { input } = operationOf(id);
    for (const field of Object.keys(fields)) assert.ok(field in input.shape, `${id} ${field}`);
    for (const { operation, takes } of instead)
      for (const field of takes) assert.ok(field in operationOf(operation).input.shape && field in input.shape, field);
  }
});

test("each offer of a call is one that can be approved in its place", () => {
  const calls: readonly (readonly [string, Input, number])[] = [
    ["container.remove", { id: "web", force: true, volumes: true, purge: true }, 4],
    ["container.kill", { id: "web" }, 1],
    ["volume.prune", { all: true }, 4],
    ["image.remove", { id: "a", force: true }, 2],
    [
      "container.run",
      {
        image: "busybox",
        ports: ["8080:80", "0.0.0.0:9090:90", "0.0.0.0::70"],
        volumes: ["/srv:/data", "kept:/kept"],
        ...{ privileged: true, network: "host", pid_mode: "host", cap_add: ["NET_ADMIN"], restart: "always" },
      },
      7,
    ],
  ];
  for (const [id, given, count] of calls) {
    const offers = offersFor(operationOf(id), given);
    assert.equal(offers.length, count, JSON.stringify(offers));
    for (const offer of offers) edited(id, given, offer);
    if (id === "container.run") {
      const { input } = edited(id, given, { changes: Object.assign({}, ...offers.map(({ changes }) => changes)) });
      assert.deepEqual(input["volumes"], ["/srv:/data:ro", "kept:/kept"]);
      assert.equal(offersFor(operationOf(id), input).length, 0, "what is safe already is not offered");
    }
  }
});

test("what is left out of a call goes, and the rest stays as it came", () => {
  const given = { id: "web", command: ["sh", "-c", "env"], env: { TOKEN: "s3cret" }, privileged: true };
  assert.deepEqual(change("container.exec", given, { privileged: null }), {
    ...{ id: "web", command: ["sh", "-c", "env"], env: { TOKEN: "s3cret" } },
  });
});

test("another operation takes over what it needs, and is changed by its own table", () => {
  const given = { id: "web", force: true, volumes: true };
  const { operation, input } = edited("container.remove", given, {
    ...{ operation: "container.stop", changes: { timeout: "1m" } },
  });
  assert.deepEqual([operation.id, input], ["container.stop", { id: "web", timeout: "1m" }]);
  refuses("NOT_SAFER", "container.remove", given, { operation: "container.stop", changes: { timeout: "1s" } });
  refuses("NOT_SAFER", "container.stop", { id: "web" }, { operation: "container.remove", changes: {} });
  refuses("NOT_SAFER", "container.stop", { id: "web" }, { operation: "container.nothing", changes: {} });
});

test("nothing that is not known to be narrower can be put in a call", () => {
  const plain = { id: "web" };
  const run = { image: "busybox", ports: ["127.0.0.1:8080:80"], volumes: ["/srv:/data:ro"], network: "none" };
  for (const [id, given, changes] of [
    ["container.remove", plain, { force: true }],
    ["container.remove", { ...plain, volumes: true }, { volumes: false, purge: true }],
    ["container.remove", { ...plain, force: true }, { id: "db", force: false }],
    ["container.kill", { ...plain, signal: "SIGHUP" }, { signal: "SIGTERM" }],
    ["container.exec", { ...plain, command: "true", privileged: true }, { privileged: false, command: "reboot" }],
    ["container.run", run, { ports: ["0.0.0.0:8080:80"] }],
    ["container.run", run, { ports: ["127.0.0.1:8081:80"] }],
    ["container.run", run, { ports: ["127.0.0.1:8080:81"] }],
    ["container.run", run, { volumes: ["/srv:/data"] }],
    ["container.run", run, { volumes: ["/:/data:ro"] }],
    ["container.run", run, { network: null }],
    ["container.run", run, { network: "host" }],
    ["container.run", run, { pid_mode: "host" }],
    ["container.run", run, { cap_add: ["SYS_ADMIN"] }],
    ["container.run", run, { memory: 0 }],
    ["container.run", { ...run, memory: "64m" }, { memory: "65m" }],
    ["container.run", { ...run, security_opt: ["no-new-privileges"] }, { security_opt: [] }],
    ["container.run", { ...run, cap_drop: ["ALL"] }, { cap_drop: ["NET_RAW"] }],
    ["image.prune", {}, { all: true }],
    ["image.prune", { until: "48h" }, { until: "24h" }],
    ["image.prune", { label: ["a", "b"] }, { label: ["a"] }],
    ["image.prune", { dry_run: true }, { dry_run: false }],
    ["image.remove", { id: "a", prune: false }, { prune: null }],
    ["prune.apply", { plan: "p", only: ["a"] }, { only: ["a", "b"] }],
    ["prune.apply", { plan: "p" }, { plan: "q" }],
    ["container.stop", { id: "web", timeout: "60s" }, { timeout_seconds: 20 }],
    ["container.stop", { id: "web", timeout_seconds: 60 }, { timeout_seconds: null }],
    ["container.rename", { ...plain, name: "aa" }, { name: "bb" }],
  ] as const)
    refuses("NOT_SAFER", id, given, { changes });
  refuses("NOT_SAFER", "container.remove", plain, { changes: {} });
  refuses("FIELD_UNKNOWN", "container.remove", plain, { changes: { constructor: true } });
  refuses("INPUT_INVALID", "container.remove", plain, { changes: { force: "perhaps" } });
});

test("what is narrower by one's own words can be approved", () => {
  for (const [id, given, changes] of [
    ["image.prune", { until: "24h" }, { until: "48h", label: "old" }],
    ["prune.apply", { plan: "p", only: ["a", "b"] }, { only: ["b"] }],
    ["prune.apply", { plan: "p" }, { only: ["b"] }],
    ["container.kill", { id: "web" }, { signal: "SIGTERM" }],
    ["container.restart", { id: "web", timeout: 1 }, { timeout: 30 }],
    ["container.run", { image: "a", ports: { "80": 8080, "81": 8081 } }, { ports: { "80": 8080 } }],
    ["container.run", { image: "a", network_mode: "container:db" }, { network_mode: "none" }],
    ["container.run", { image: "a" }, { memory: "64m", pids_limit: 50, read_only: true, cap_drop: ["ALL"] }],
  ] as const)
    assert.deepEqual(change(id, given, changes), { ...given, ...changes });
});
