import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { checks } from "../checks/checks.ts";
import { bodyTables, mapFields, plainTables } from "./bodies.ts";
import { buildParameters } from "../checks/build.ts";
import engine from "./engine-fields.json" with { type: "json" };
import type { Field, Shape, Table } from "./field.ts";
import { fieldsPage } from "./fields-page.ts";

const tables: Readonly<Record<string, Table>> = { ...bodyTables, ...plainTables };
const fields: Readonly<Record<string, readonly string[]>> = engine.bodies;

const inner = (shape: Shape): Table | undefined => {
  if (typeof shape === "string") return undefined;
  if ("object" in shape) return shape.object;
  if ("list" in shape) return shape.list;
  return shape.map === "list" ? shape.of : shape.map;
};

function find(table: Table, path: readonly string[]): Field | undefined {
  const [name = "", ...rest] = path;
  const field = Object.hasOwn(table, name) ? table[name] : undefined;
  if (field === undefined || rest.length === 0) return field;
  const next = inner(field.shape);
  // An object that is judged as a whole classifies what is in it.
  return next === undefined ? (field.shape === "object" ? field : undefined) : find(next, rest);
}

function walk(table: Table, at: string, see: (field: Field, path: string) => void): void {
  for (const [name, field] of Object.entries(table)) {
    see(field, `${at}.${name}`);
    const next = inner(field.shape);
    if (next !== undefined) walk(next, `${at}.${name}`, see);
  }
}

for (const [kind, paths] of Object.entries(fields)) {
  if (kind === "image.build") continue;
  test(`every field that the engine takes in ${kind} is classified`, () => {
    const table = tables[kind];
    assert.ok(table, `${kind} has no table`);
    const stray = paths.filter((path) => find(table, path.split(".")) === undefined);
    assert.deepEqual(
      stray,
      [],
      "DO NOT SKIP: an unclassified field is one that nobody judges. Say in its table what it may be.",
    );
  });
}

test("every parameter of a build is classified", () => {
  assert.deepEqual(
    fields["image.build"]?.filter((name) => !buildParameters.has(name)),
    [],
  );
});

test("every check that a table names exists, and every check is named by a table", () => {
  const named = new Set<string>();
  for (const [kind, table] of Object.entries(tables))
    walk(table, kind, (field, path) => {
      if (field.judged !== "checked") return;
      named.add(field.by);
      assert.ok(checks[field.by], `${path} wants the check '${field.by}'`);
    });
  assert.deepEqual(
    Object.keys(checks).filter((name) => !named.has(name)),
    [],
  );
});

test("the page of fields is the one that the tables make", () => {
  const page = readFileSync(new URL("../../../../docs/containment-fields.md", import.meta.url), "utf8");
  assert.equal(page, fieldsPage(), "run 'npm run generate'");
});

test("no two fields of one table fold to the same key", () => {
  for (const [kind, table] of Object.entries(tables)) {
    walk({ body: { judged: "free", shape: { object: table } } }, kind, (field) => {
      const next = inner(field.shape);
      if (next === undefined) return;
      const names = Object.keys(next).map((name) => name.toLowerCase());
      assert.equal(new Set(names).size, names.length);
    });
  }
});

test("maps of the user's own names are known to the parser", () => {
  for (const name of ["Labels", "Options", "Sysctls", "Volumes", "PortBindings", "EndpointsConfig", "DriverOpts"])
    assert.ok(mapFields.has(name), name);
  for (const name of ["HostConfig", "NetworkingConfig", "BindOptions"]) assert.ok(!mapFields.has(name), name);
});
