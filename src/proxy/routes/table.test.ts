import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { socketOperations } from "../operations.ts";
import { matchRoute } from "./match.ts";
import { routes } from "./table.ts";

interface EngineOperation {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
}

const described = (
  JSON.parse(readFileSync(new URL("engine-operations.json", import.meta.url), "utf8")) as {
    operations: EngineOperation[];
  }
).operations;

/** Routes of older engines, and those that the description leaves out. */
const undescribed = new Set([
  ...["ContainerCopy", "CheckpointList", "CheckpointCreate", "CheckpointDelete", "BuildCancel", "Grpc", "DebugVars"],
  ...["Debug-cmdline", "Debug-profile", "Debug-symbol", "Debug-trace"],
]);

/** Placeholders differ by what they may hold, which the description does not say. */
const shape = (path: string): string => path.replaceAll(/\{\w+\}/g, "{}");

test("every operation of the Engine API is classified under its own name, method and path", () => {
  assert.equal(described.length, 108);
  for (const { operation, method, path } of described) {
    const route = routes.find(({ name }) => name === operation);
    assert.ok(route, `${operation} is not in the table`);
    assert.equal(`${route.method} ${shape(route.path)}`, `${method} ${shape(path)}`);
    assert.ok((route.operation === undefined) !== (route.refused === undefined), operation);
  }
});

test("every route of the table is described, or is a known older one", () => {
  const known = new Set(described.map(({ operation }) => operation));
  assert.deepEqual(
    routes.filter(({ name }) => !known.has(name)).map(({ name }) => name),
    [...undescribed]
      .filter((name) => routes.some((route) => route.name === name))
      .toSorted((a, b) => routes.findIndex(({ name }) => name === a) - routes.findIndex(({ name }) => name === b)),
  );
  assert.equal(new Set(routes.map(({ name }) => name)).size, routes.length, "a name stands twice");
});

test("every query parameter of the description is known to its route", () => {
  for (const { operation, query } of described) {
    const route = routes.find(({ name }) => name === operation);
    if (route?.refused !== undefined) continue;
    for (const parameter of Object.keys(query ?? {})) assert.ok(route?.query[parameter], `${operation}: ${parameter}`);
  }
});

test("the socket's own operations have no run, and all that can't be scoped have risk host", () => {
  for (const operation of socketOperations) {
    assert.equal(operation.run ?? operation.stream ?? operation.download, undefined, operation.id);
    const noun = operation.id.split(".")[0] ?? "";
    if (!["container", "exec"].includes(noun)) assert.equal(operation.risk, "host", operation.id);
  }
});

test("paths find their route, with ids and slashed references in their places", () => {
  const found = (line: string): unknown => {
    const [method = "", path = ""] = line.split(" ");
    const match = matchRoute(method, path.slice(1).split("/"));
    return match && [match.route.name, match.parameters];
  };
  assert.deepEqual(found("GET /containers/json"), ["ContainerList", {}]);
  assert.deepEqual(found("GET /containers/web/json"), ["ContainerInspect", { id: "web" }]);
  assert.deepEqual(found("DELETE /containers/json"), ["ContainerDelete", { id: "json" }]);
  assert.deepEqual(found("GET /images/a.b:5/c/d:1/json"), ["ImageInspect", { reference: "a.b:5/c/d:1" }]);
  assert.deepEqual(found("GET /images/a%2Fb%3A1/json"), ["ImageInspect", { reference: "a/b:1" }]);
  assert.deepEqual(found("GET /images/get"), ["ImageGetAll", {}]);
  assert.deepEqual(found("POST /containers/prune"), ["ContainerPrune", {}]);
});

test("what is no route finds none", () => {
  for (const line of [
    ...["POST /containers/web/alias/exec", "GET /containers", "GET /Containers/json", "GET /containers/json/x"],
    ...["GET /containers/-web/json", "GET /images/json/history/x", "PATCH /containers/web", "GET /debug/pprof"],
    ...[
      "POST /containers/web/json",
      "GET /containers/%77eb/json",
      "GET /exec/a/b/json",
      "OPTIONS /info",
      "GET /secrets/a/b",
    ],
  ]) {
    const [method = "", path = ""] = line.split(" ");
    assert.equal(matchRoute(method, path.slice(1).split("/")), undefined, line);
  }
});

test("a reference with dots, empty parts or an escape that is not UTF-8 is refused", () => {
  for (const path of [
    "/images/a%2f..%2fb/json",
    "/images/%2e%2e/json",
    "/images/a%2f%2fb/json",
    "/images/%ff/json",
    "/images/a%00b/json",
  ])
    assert.throws(() => matchRoute("GET", path.slice(1).split("/")), { code: "INPUT_INVALID" }, path);
});

test("a JSON body is judged by a table, or its route takes what has a table of its own", () => {
  const plain = new Set(["NetworkDisconnect", "ExecStart"]);
  for (const { name, body } of routes) {
    if (body === undefined || !("json" in body) || body.json === "judged") continue;
    assert.ok(plain.has(name) || body.items !== undefined, `${name} takes a body whose fields nobody has classified`);
  }
});
