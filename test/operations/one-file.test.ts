import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { operationsPage } from "../../src/app/pages/operations-page.ts";
import { createCatalogue } from "../../src/catalogue/catalogue.ts";
import { define } from "../../src/operations/define.ts";
import { operations } from "../../src/operations/index.ts";
import { usageOf } from "../../src/surfaces/cli/usage.ts";
import { findOperation } from "../../src/surfaces/cli/words.ts";
import { openApi } from "../../src/surfaces/rest/openapi.ts";
import { createRouter } from "../../src/surfaces/rest/router.ts";

// What somebody writes who adds an operation: this one object, and a line in the list.
const lampInspect = define({
  id: "lamp.inspect",
  summary: "Show whether a lamp is lit.",
  risk: "read",
  http: { method: "GET", path: "/api/lamps/{id}" },
  input: z.strictObject({ id: z.string().describe("The lamp's name.") }),
  output: z.object({ lit: z.boolean() }),
  deadline: 1000,
  errors: ["INPUT_INVALID"],
  examples: [{ title: "Is it lit?", input: { id: "desk" } }],
  run: () => Promise.resolve({ lit: true }),
});
const catalogue = createCatalogue([...operations, lampInspect]);

test("an operation added in one file has a route, a description, a command and a place in the reference", () => {
  const routed = createRouter(catalogue)("GET", "/api/lamps/desk");
  assert.deepEqual([routed.operation.id, routed.parameters], ["lamp.inspect", { id: "desk" }]);
  const { paths } = openApi(catalogue, "1.0.0") as { paths: Record<string, any> };
  assert.equal(paths["/api/lamps/{id}"].get.summary, lampInspect.summary);
  assert.equal(findOperation(catalogue, "lamp", "inspect"), lampInspect);
  assert.match(usageOf(lampInspect), /^gnosis-docker lamp inspect ID/);
  assert.ok(operationsPage(catalogue).includes("### lamp.inspect\n\nShow whether a lamp is lit."));
});
