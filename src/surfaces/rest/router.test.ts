import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { createCatalogue } from "../../catalogue/catalogue.ts";
import type { AnyOperation, HttpRoute } from "../../catalogue/operation.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { createRouter } from "./router.ts";

const operation = (id: `${string}.${string}`, http: HttpRoute): AnyOperation => ({
  id,
  summary: id,
  risk: "read",
  http,
  input: z.strictObject({}),
  output: z.unknown(),
  deadline: 1000,
  errors: [],
  examples: [{ title: "plain", input: {} }],
});

const route = createRouter(
  createCatalogue([
    operation("container.inspect", { method: "GET", path: "/api/containers/{id}" }),
    operation("container.create", { method: "POST", path: "/api/containers", aliases: ["/api/containers/create"] }),
    operation("container.start", { method: "POST", path: "/api/containers/{id}/start" }),
    operation("image.inspect", { method: "GET", path: "/api/images/{name}" }),
    operation("image.history", { method: "GET", path: "/api/images/{name}/history" }),
    operation("image.remove", { method: "DELETE", path: "/api/images/{name}" }),
  ]),
);
const code = (expected: string) => (error: unknown) => error instanceof GnosisError && error.code === expected;

test("a literal path wins over one with a parameter", () => {
  assert.equal(route("POST", "/api/containers/create").operation.id, "container.create");
});

test("an image reference keeps its slashes, written plainly or escaped", () => {
  assert.deepEqual(route("GET", "/api/images/ghcr.io/a/b:1/history").parameters, { name: "ghcr.io/a/b:1" });
  assert.deepEqual(route("DELETE", "/api/images/a%2Fb").parameters, { name: "a/b" });
});

test("a path that is not there is ROUTE_UNKNOWN, also with a slash too many", () => {
  for (const path of ["/api/nothing", "/api/containers/a/", "/api/containers/a/b/c"]) {
    assert.throws(() => route("GET", path), code("ROUTE_UNKNOWN"), path);
  }
});

test("a method that the path does not take is told which ones it takes", () => {
  assert.throws(
    () => route("PUT", "/api/containers/a"),
    (error) => code("METHOD_NOT_ALLOWED")(error) && (error as GnosisError).message.includes("GET"),
  );
});

test("a broken escape is bad input", () => {
  assert.throws(() => route("GET", "/api/containers/%zz"), code("INPUT_INVALID"));
});
