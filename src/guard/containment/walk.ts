import { closest } from "../../kernel/closest.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { foldKey } from "../../kernel/strict-json.ts";
import { checks } from "./checks/checks.ts";
import type { Court } from "./court.ts";
import { isNeutral, type Field, type Shape, type Table } from "./tables/field.ts";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const every = (value: unknown, test: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(test);

const isString = (value: unknown): boolean => typeof value === "string";

const plain: Readonly<Record<Extract<Shape, string>, (value: unknown) => boolean>> = {
  string: isString,
  boolean: (value) => typeof value === "boolean",
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => typeof value === "number" && Number.isFinite(value),
  strings: (value) => every(value, isString),
  "string lists": (value) => every(value, (item) => every(item, isString)),
  integers: (value) => every(value, (item) => Number.isSafeInteger(item)),
  "string map": (value) => isObject(value) && Object.values(value).every(isString),
  "string or strings": (value) => isString(value) || every(value, isString),
  set: (value) =>
    isObject(value) && Object.values(value).every((item) => item === null || (isObject(item) && isNeutral(item))),
  object: isObject,
};

const wrong = (at: string, expected: string): GnosisError =>
  new GnosisError("INPUT_INVALID", `${at} must be ${expected}.`, { where: at });

function unknownField(at: string, name: string, table: Table): GnosisError {
  const twin = Object.keys(table).find((known) => foldKey(known) === foldKey(name));
  const message =
    twin === undefined
      ? `There is no field '${name}'${at === "" ? "" : ` in ${at}`}.`
      : `The field '${name}' is spelled '${twin}'.`;
  return new GnosisError("FIELD_UNKNOWN", message, {
    where: at === "" ? name : `${at}.${name}`,
    closest: twin === undefined ? closest(name, Object.keys(table)) : [twin],
  });
}

async function readShape(value: unknown, shape: Shape, at: string, court: Court): Promise<unknown> {
  if (typeof shape === "string") {
    if (!plain[shape](value)) throw wrong(at, shape === "set" ? "an object of empty objects" : `a ${shape}`);
    return typeof value === "object" ? structuredClone(value) : value;
  }
  if ("object" in shape) {
    if (!isObject(value)) throw wrong(at, "an object");
    return walk(value, shape.object, at, court);
  }
  if ("list" in shape) {
    if (!Array.isArray(value)) throw wrong(at, "a list");
    return readList(value, shape.list, at, court);
  }
  if (!isObject(value)) throw wrong(at, "an object");
  const out: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const place = `${at}[${JSON.stringify(name)}]`;
    if (item === null) out[name] = null;
    else if (shape.map === "list") {
      if (!Array.isArray(item)) throw wrong(place, "a list");
      out[name] = await readList(item, shape.of, place, court);
    } else {
      if (!isObject(item)) throw wrong(place, "an object");
      out[name] = await walk(item, shape.map, place, court);
    }
  }
  return out;
}

async function readList(items: readonly unknown[], table: Table, at: string, court: Court): Promise<unknown[]> {
  const out: unknown[] = [];
  for (const [index, item] of items.entries()) {
    if (!isObject(item)) throw wrong(`${at}[${index}]`, "an object");
    out.push(await walk(item, table, `${at}[${index}]`, court));
  }
  return out;
}

async function readField(value: unknown, field: Field, at: string, court: Court): Promise<unknown> {
  // An empty list of masked paths is not neutral, so checks see every value but null.
  if (value === null) return null;
  const read = await readShape(value, field.shape, at, court);
  if (field.judged === "checked") {
    const replaced = await checks[field.by]?.(read, at, court);
    return replaced === undefined ? read : replaced;
  }
  if (field.judged === "host" && !isNeutral(read, field.neutral))
    court.host(at, field.control, `${at} reaches past the container into the host.`);
  if (field.judged === "neutral" && !isNeutral(read, field.neutral))
    court.unwanted(at, field.control, `${at} may only be left out or empty.`);
  return read;
}

/** An empty value of the field's own type; an empty list may say much: one of masked paths unmasks everything. */
const saysNothing = (value: unknown, shape: Shape): boolean =>
  typeof shape === "string" && plain[shape](value) && isNeutral(value) && !Array.isArray(value);

/**
 * Reads one object by its table and judges every field: gives a copy with nothing in it but what was judged. Throws FIELD_UNKNOWN for
 * what no table knows and INPUT_INVALID for a wrong type; objections gather in the court.
 */
export async function walk(
  value: Readonly<Record<string, unknown>>,
  table: Table,
  at: string,
  court: Court,
): Promise<Record<string, unknown>> {
  const out: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const field = Object.hasOwn(table, name) ? table[name] : undefined;
    if (field === undefined) {
      if (court.view === "inspect") continue;
      throw unknownField(at, name, table);
    }
    if (field.judged === "ignored") continue;
    const place = at === "" ? name : `${at}.${name}`;
    if (field.judged === "refused") {
      if (member === null || saysNothing(member, field.shape)) continue;
      throw new GnosisError("INPUT_INVALID", `${place} is not taken here. ${field.why}`, { where: place });
    }
    out[name] = await readField(member, field, place, court);
  }
  return out;
}
