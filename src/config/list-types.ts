import { closest } from "../kernel/closest.ts";
import { ValueProblem, type SettingType } from "./setting-type.ts";

const nested = <T>(step: string | number, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw error instanceof ValueProblem ? error.under(step) : error;
  }
};

/** A list of one-word values, separated in a text by `separator`. */
export function listOf<T>(item: SettingType<T>, separator: string): SettingType<readonly T[]> {
  return {
    name: `list of ${item.name}s`,
    fromText: (texts) =>
      texts
        .flatMap((entry) => entry.split(separator))
        .map((entry) => entry.trim())
        .filter((entry) => entry !== "")
        .map((entry) => item.fromText([entry])),
    fromValue: (value) => {
      if (!Array.isArray(value)) throw new ValueProblem("a list is expected");
      return value.map((entry, index) => nested(index, () => item.fromValue(entry)));
    },
    show: (value) => value.map(item.show).join(separator),
  };
}

interface Field<T> {
  readonly type: Pick<SettingType<T>, "fromValue">;
  readonly optional?: boolean;
}

type Fields = Readonly<Record<string, Field<unknown>>>;

/** The value that a record of fields reads to. */
export type RecordOf<F extends Fields> = {
  readonly [K in keyof F as F[K]["optional"] extends true ? never : K]: F[K] extends Field<infer T> ? T : never;
} & {
  readonly [K in keyof F as F[K]["optional"] extends true ? K : never]?: F[K] extends Field<infer T> ? T : never;
};

export const required = <T>(type: SettingType<T>) => ({ type }) as const;
export const optional = <T>(type: SettingType<T>) => ({ type, optional: true }) as const;

/** A list of mappings with fixed fields: YAML in the file, one JSON array in the environment. */
export function recordsOf<const F extends Fields>(name: string, fields: F): SettingType<readonly RecordOf<F>[]> {
  const readOne = (value: unknown): RecordOf<F> => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new ValueProblem(`a mapping with ${Object.keys(fields).join(", ")} is expected`);
    const given = value as Record<string, unknown>;
    for (const key of Object.keys(given)) {
      if (Object.hasOwn(fields, key)) continue;
      const [near] = closest(key, Object.keys(fields));
      throw new ValueProblem(`there is no '${key}' here${near === undefined ? "" : `; did you mean '${near}'?`}`, [
        key,
      ]);
    }
    const read: Record<string, unknown> = {};
    for (const [key, field] of Object.entries(fields)) {
      if (given[key] !== undefined) read[key] = nested(key, () => field.type.fromValue(given[key]));
      else if (field.optional !== true) throw new ValueProblem(`'${key}' is missing`);
    }
    return read as RecordOf<F>;
  };
  const readAll = (value: unknown) => {
    if (!Array.isArray(value)) throw new ValueProblem("a list is expected");
    return value.map((entry, index) => nested(index, () => readOne(entry)));
  };
  return {
    name: `list of ${name}`,
    fromText: (texts) =>
      texts.flatMap((text) => {
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          throw new ValueProblem("a JSON array is expected here; the YAML file is the easier place for it");
        }
        return readAll(Array.isArray(parsed) ? parsed : [parsed]);
      }),
    fromValue: readAll,
    show: (value) => JSON.stringify(value),
  };
}
