import assert from "node:assert/strict";
import { test } from "node:test";
import { inputOf, planRequest } from "./build-request.ts";
import { CommandError } from "./failure.ts";
import { lineSpec } from "./flag-spec.ts";
import { parseLine } from "./parse-line.ts";
import { find } from "./test-support/operations.ts";
import { usageOf } from "./usage.ts";

function read(id: string, ...argv: string[]) {
  const operation = find(id);
  const spec = lineSpec(operation);
  const line = parseLine(argv, spec, "usage");
  return { ...line, input: inputOf(operation, spec, line) };
}

const refusal = (id: string, ...argv: string[]) => {
  try {
    read(id, ...argv);
  } catch (error) {
    assert.ok(error instanceof CommandError, String(error));
    return error.failure;
  }
  throw new assert.AssertionError({ message: "nothing was refused" });
};

test("flags become fields in the types of the schema", () => {
  assert.deepEqual(read("container.list", "-a", "--status=exited", "--label", "a=b", "--label", "c").input, {
    all: true,
    status: "exited",
    label: ["a=b", "c"],
  });
  assert.deepEqual(read("container.run", "busybox", "--cpus", "1.5", "--rm").input, {
    image: "busybox",
    cpus: 1.5,
    auto_remove: true,
  });
});

test("a switch that is on by default is turned off with --no-", () => {
  assert.equal(read("container.logs", "web", "--no-stderr").input["stderr"], false);
  assert.equal(read("container.logs", "web", "--stderr=false").input["stderr"], false);
});

test("letters can be bundled and values can follow them at once", () => {
  assert.deepEqual(read("container.logs", "web", "-fn5").input, { id: "web", follow: true, tail: 5 });
});

test("words after the last positional, or after --, are the command, whatever they look like", () => {
  const words = ["sh", "-c", "echo $A | grep [x]", "--all"];
  assert.deepEqual(read("container.exec", "web", ...words).input["command"], words);
  assert.deepEqual(read("container.exec", "web", "--", "[", "-f", "x", "]").input["command"], ["[", "-f", "x", "]"]);
  assert.deepEqual(read("container.exec", "-e", "A=1", "-e", "B=x=y", "web", "env").input, {
    id: "web",
    env: ["A=1", "B=x=y"],
    command: ["env"],
  });
});

test("maps are given as NAME=VALUE or as one JSON object", () => {
  const sysctls = { "net.ipv4.ip_forward": "1" };
  assert.deepEqual(read("container.run", "x", "--sysctls", "net.ipv4.ip_forward=1").input["sysctls"], sysctls);
  assert.deepEqual(read("container.run", "x", "--sysctls", JSON.stringify(sysctls)).input["sysctls"], sysctls);
  assert.match(refusal("container.run", "x", "--sysctls", "novalue").message, /not NAME=VALUE/);
});

test("in a map whose values may be anything true, false and null are what they say, and the rest is text", () => {
  const line = ["apr_1", "--changes", "volumes=false", "--changes", "purge=null", "--changes", "until=24"];
  assert.deepEqual(read("approval.edit", ...line).input["changes"], { volumes: false, purge: null, until: "24" });
  assert.deepEqual(read("approval.edit", "apr_1", "--changes", '{"a": 1}').input["changes"], { a: 1 });
});

test("lists of objects are given as in docker's --mount, or as JSON", () => {
  const mounts = [{ type: "volume", readonly: true }];
  assert.deepEqual(read("container.run", "x", "--mount", "type=volume,readonly").input["mounts"], mounts);
  assert.deepEqual(read("container.run", "x", "--mount", JSON.stringify(mounts[0])).input["mounts"], mounts);
});

test("several targets are taken where an operation acts on one", () => {
  const { input, further } = read("container.restart", "web", "--timeout", "3s", "db", "cache");
  assert.deepEqual(input, { id: "web", timeout: "3s" });
  assert.deepEqual(further, ["db", "cache"]);
});

test("an unknown flag, a missing value and one argument too many are usage errors that help", () => {
  assert.deepEqual(refusal("container.restart", "web", "--timout", "3").closest, ["--timeout"]);
  assert.match(refusal("container.restart", "web", "--timeout").message, /--timeout needs a value/);
  assert.match(refusal("container.list", "web").message, /'web' is one argument too many/);
  assert.match(refusal("container.list", "--all=maybe").message, /neither true nor false/);
  assert.match(refusal("container.list", "--", "x").message, /nothing after '--'/);
  for (const failure of [refusal("container.list", "-x")]) assert.equal(failure.code, "USAGE");
});

test("common flags and connection flags are told apart from the operation's own", () => {
  const { common, connection } = read("container.list", "-q", "--format", "json", "--docker-url", "http://x", "--all");
  assert.deepEqual(common, { quiet: "true", format: "json" });
  assert.deepEqual(connection, ["--docker-url", "http://x"]);
});

test("path, query and body of the request follow the operation's route", () => {
  const once = { uploads: false };
  assert.deepEqual(planRequest(find("container.list"), { all: true, label: ["a", "b"] }, once), {
    method: "GET",
    path: "/api/containers?all=true&label=a&label=b",
  });
  assert.deepEqual(planRequest(find("container.restart"), { id: "a/b c", timeout: "3s" }, { ...once, endpoint: "e" }), {
    method: "POST",
    path: "/api/containers/a%2Fb%20c/restart?endpoint=e",
    json: { timeout: "3s" },
  });
  assert.deepEqual(planRequest(find("image.load"), { quiet_load: true }, { uploads: true }), {
    method: "POST",
    path: "/api/images/load?quiet_load=true",
  });
});

test("a volume may be named by position, and need not be named", () => {
  assert.deepEqual(read("volume.create", "data", "--driver", "local").input["name"], "data");
  assert.equal(read("volume.create").input["name"], undefined);
  assert.match(usageOf(find("volume.create")), /volume create \[NAME\] \[FLAGS\]/);
});

test("-t is a restart's timeout, as with the docker CLI", () => {
  assert.equal(read("container.restart", "web", "-t", "3").input["timeout"], "3");
});
