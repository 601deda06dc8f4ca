import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContainerInspect, ContainerState } from "../../engine/model.ts";
import type { Facts, Happening } from "./facts.ts";
import { judge } from "./judge.ts";

const now = Date.parse("2026-01-31T12:00:00Z");
const at = (secondsAgo: number) => now - secondsAgo * 1000;

interface Change {
  readonly state?: Partial<ContainerState>;
  readonly config?: Record<string, unknown>;
  readonly host?: Record<string, unknown>;
  readonly rest?: Partial<ContainerInspect>;
}

function inspect({ state, config, host, rest }: Change = {}): ContainerInspect {
  return {
    Id: "a".repeat(64),
    Name: "/web",
    Created: "2026-01-31T10:00:00Z",
    Image: "sha256:1",
    Path: "sh",
    Args: [],
    RestartCount: 0,
    State: {
      ...{ Status: "exited", Running: false, Paused: false, Restarting: false, OOMKilled: false, Dead: false, Pid: 0 },
      ...{ ExitCode: 0, Error: "", StartedAt: "2026-01-31T11:00:00Z", FinishedAt: "2026-01-31T11:59:00Z" },
      ...state,
    },
    Config: {
      ...{ Image: "busybox", Env: null, Cmd: ["sh"], Entrypoint: null, Labels: null, WorkingDir: "", User: "" },
      ...{ Tty: false, OpenStdin: false },
      ...config,
    },
    HostConfig: { RestartPolicy: { Name: "no", MaximumRetryCount: 0 }, ...host },
    NetworkSettings: { Ports: {} },
    Mounts: [],
    ...rest,
  };
}

function facts(change: Change, more: Partial<Facts> = {}): Facts {
  return { now, inspect: inspect(change), happenings: [], calls: [], said: [], neighbours: [], probes: [], ...more };
}

const event = (secondsAgo: number, action: string, attributes: Record<string, string> = {}, by?: Happening["by"]) => ({
  time: at(secondsAgo),
  action,
  attributes,
  ...(by === undefined ? {} : { by }),
});

const first = (given: Facts) => judge(given).findings[0];

test("137 with the engine's flag is an OOM kill, with the limit as evidence", () => {
  const found = first(facts({ state: { ExitCode: 137, OOMKilled: true }, host: { Memory: 64 * 1_048_576 } }));
  assert.equal(found?.cause, "out_of_memory");
  assert.equal(found.certainty, "certain");
  assert.match(found.evidence.join(), /64MiB/);
});

test("an oom event counts even when the engine's flag was reset by a restart", () => {
  const happenings = [event(60, "start"), event(50, "oom"), event(50, "die", { exitCode: "137" }), event(49, "start")];
  const given = facts({ state: { Running: true, Status: "running" }, rest: { RestartCount: 1 } }, { happenings });
  assert.equal(first(given)?.cause, "out_of_memory");
});

test("137 after SIGTERM and SIGKILL was a stop that waited, and says who asked", () => {
  const by = { caller: "deploy-bot", surface: "mcp", operation: "container.stop", record: "r1" };
  const happenings = [
    event(600, "start"),
    event(70, "kill", { signal: "15" }, by),
    event(60, "kill", { signal: "9" }, by),
    event(60, "die", { exitCode: "137" }),
    event(60, "stop", {}, by),
  ];
  const found = first(facts({ state: { ExitCode: 137 } }, { happenings }));
  assert.equal(found?.cause, "stopped_on_request");
  assert.match(found.text, /deploy-bot \(container\.stop via mcp\)/);
  assert.match(found.evidence.join(), /grace period/);
});

test("a stop that no record explains was made outside", () => {
  const happenings = [event(600, "start"), event(60, "kill", { signal: "15" }), event(60, "die", { exitCode: "143" })];
  const found = first(facts({ state: { ExitCode: 143 } }, { happenings }));
  assert.equal(found?.cause, "stopped_on_request");
  assert.match(found.text, /outside Gnosis Docker/);
});

test("137 without a flag and without a signal is likely the host's", () => {
  const found = first(facts({ state: { ExitCode: 137 } }));
  assert.deepEqual([found?.cause, found?.certainty], ["killed", "likely"]);
});

test("a crash loop is told with its rhythm and its last words", () => {
  const happenings = [1, 2, 3, 4].flatMap((n) => [
    event(100 - n * 10, "start"),
    event(99 - n * 10, "die", { exitCode: "3" }),
  ]);
  const said = [{ stream: "stderr" as const, level: "fatal" as const, time: "", text: "FATAL: no config", count: 4 }];
  const found = first(
    facts(
      {
        state: { ExitCode: 3, Restarting: true, Status: "restarting" },
        host: { RestartPolicy: { Name: "always", MaximumRetryCount: 0 } },
        rest: { RestartCount: 4 },
      },
      { happenings, said },
    ),
  );
  assert.equal(found?.cause, "crash_loop");
  assert.match(found.text, /4 restarts, exit 3, each run about 1s/);
  assert.match(found.evidence.join("\n"), /stderr 4x: FATAL: no config/);
});

test("a full volume is found by the program's words and the mount they name", () => {
  const said = [{ stream: "stderr" as const, time: "", text: "write /data/db.tmp: no space left on device", count: 2 }];
  const mounts = [{ Type: "volume", Name: "db", Destination: "/data", RW: true }];
  const found = first(facts({ state: { ExitCode: 1 }, rest: { Mounts: mounts } }, { said }));
  assert.deepEqual([found?.cause, found?.certainty], ["disk_full", "certain"]);
  assert.match(found?.text ?? "", /volume db at \/data/);
});

test("a published port that nobody listens on is told together with the port that the program names", () => {
  const said = [{ stream: "stdout" as const, time: "", text: "Server listening on http://0.0.0.0:3000", count: 1 }];
  const ports = { Ports: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "8080" }] } };
  const given = facts(
    { state: { Running: true, Status: "running" }, rest: { NetworkSettings: ports } },
    { said, probes: [{ port: "80/tcp", outcome: "refused" }] },
  );
  const found = first(given);
  assert.deepEqual([found?.cause, found?.certainty], ["wrong_port", "certain"]);
  assert.match(found?.text ?? "", /listens on port 3000 while 80\/tcp is published/);
});

test("a taken host port names the container that holds it", () => {
  const error =
    "driver failed programming external connectivity on endpoint web: Bind for 127.0.0.1:8080 failed: port is already allocated";
  const neighbours = [{ name: "old-web", state: "running", aliases: ["old-web"], publishes: ["8080/tcp"] }];
  const found = first(facts({ state: { Status: "created", ExitCode: 128, Error: error } }, { neighbours }));
  assert.equal(found?.cause, "port_taken");
  assert.match(found.text, /8080 is taken by container old-web/);
});

test("an unreachable dependency is named, with its own state", () => {
  const said = [{ stream: "stderr" as const, time: "", text: "connect ECONNREFUSED db:5432", count: 9 }];
  const neighbours = [{ name: "shop-db-1", state: "exited", aliases: ["db", "shop-db-1"], publishes: [] }];
  const found = first(facts({ state: { ExitCode: 1 } }, { said, neighbours }));
  assert.deepEqual([found?.cause, found?.certainty], ["dependency_unreachable", "certain"]);
  assert.match(found?.text ?? "", /shop-db-1, which is exited/);
});

test("a missing command, a failing health check, a pause and a job that is done are told apart", () => {
  assert.equal(first(facts({ state: { ExitCode: 127 } }))?.cause, "command_not_found");
  const sick = { Status: "unhealthy", FailingStreak: 5, Log: [{ Start: "", End: "", ExitCode: 1, Output: "refused" }] };
  assert.equal(first(facts({ state: { Running: true, Status: "running", Health: sick } }))?.cause, "unhealthy");
  assert.equal(first(facts({ state: { Running: true, Paused: true, Status: "paused" } }))?.cause, "paused");
  assert.equal(first(facts({}))?.cause, "finished");
});

test("a healthy container has no findings", () => {
  assert.deepEqual(judge(facts({ state: { Running: true, Status: "running" } })).findings, []);
});

test("secrets of the environment never reach the evidence", () => {
  const sick = {
    Status: "unhealthy",
    FailingStreak: 1,
    Log: [{ Start: "", End: "", ExitCode: 1, Output: "bad hunter22" }],
  };
  const given = facts({
    state: { Running: true, Status: "running", Health: sick },
    config: { Env: ["DB_PASSWORD=hunter22"], Healthcheck: { Test: ["CMD-SHELL", "check hunter22"] } },
  });
  assert.doesNotMatch(JSON.stringify(judge(given)), /hunter22/);
});
