import { GnosisError } from "../../kernel/errors.ts";
import { parseStrictJson } from "../../kernel/strict-json.ts";
import { readFilters } from "./filters.ts";

/** Reads one query value and gives it as it is sent to the engine; undefined when it says nothing. */
export type QueryType = (value: string, key: string) => string | undefined;

/** How a route reads one of its query parameters. */
export interface QueryRule {
  readonly read: QueryType;
  /** True where the engine reads every occurrence. */
  readonly many?: boolean;
  /** True for what clients still send although no engine reads it: it is checked and left out. */
  readonly dropped?: boolean;
}

/** The query parameters of a route. */
export type QueryRules = Readonly<Record<string, QueryRule>>;

function invalid(key: string, expected: string): GnosisError {
  return new GnosisError("INPUT_INVALID", `The query parameter ${key} is not ${expected}.`, { where: key });
}

/** `1`, `0`, `true`, `false` (also as Python writes them) or nothing; the engine would take any other word for true. */
export const bool: QueryRule = {
  read: (value, key) => {
    if (value === "1" || value === "true" || value === "True") return "1";
    if (value === "0" || value === "false" || value === "False" || value === "") return "0";
    throw invalid(key, "one of 0, 1, true, false");
  },
};

/** A whole number in plain digits. */
export const integer: QueryRule = {
  read: (value, key) => {
    if (value === "") return undefined;
    if (!/^(0|-?[1-9][0-9]{0,17})$/.test(value)) throw invalid(key, "a whole number in plain digits");
    return value;
  },
};

/** Text of printable characters, of at most so many and of that form. */
export function text(most = 1024, form?: RegExp): QueryRule {
  return {
    read: (value, key) => {
      if (value === "") return undefined;
      // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
      if (value.length > most || /[\u0000-\u001f\u007f]/.test(value))
        throw invalid(key, `plain text of at most ${most} characters`);
      if (form !== undefined && !form.test(value)) throw invalid(key, "in a form that the engine documents");
      return value;
    },
  };
}

/** One of these words. */
export function oneOf(...words: readonly string[]): QueryRule {
  return {
    read: (value, key) => {
      if (value === "") return undefined;
      if (!words.includes(value)) throw invalid(key, `one of ${words.join(", ")}`);
      return value;
    },
  };
}

/** A moment as the engine reads it: Unix seconds with up to nine decimals, an RFC 3339 date, or a Go duration before now. */
export const moment: QueryRule = text(
  64,
  /^(-?[0-9]{1,12}(\.[0-9]{1,9})?|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{5,18}(Z|[+-][0-9]{2}:[0-9]{2})?)?|-?([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+)$/,
);

/** A POSIX signal by name or number. */
export const signal: QueryRule = text(24, /^(SIG)?[A-Z0-9+-]{1,20}$|^[0-9]{1,3}$/i);

const nameForm = /^(?:\/?[a-zA-Z0-9][a-zA-Z0-9_.-]{1,253})?$/;

/** The name of a new container; one that reads like an id could stand for another container later on. */
export const newName: QueryRule = {
  read: (value, key) => {
    if (/^\/?[0-9a-f]{8,64}$/.test(value)) throw invalid(key, "a name: it reads like the beginning of an id");
    if (/^\/?gnosis-trash-/.test(value)) throw invalid(key, "a name: removed containers have names like this");
    if (!nameForm.test(value))
      throw new GnosisError(
        "INPUT_INVALID",
        `Invalid container name (${value.slice(0, 255)}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
        { where: key },
      );
    return value === "" ? undefined : value;
  },
};

/** A path inside a container. */
export const containerPath: QueryRule = text(4096);

/** Dockerfile instructions, line breaks included; they may come several times. */
export const lines: QueryRule = {
  many: true,
  read: (value, key) => {
    if (value.length > 65_536 || value.includes("\0")) throw invalid(key, "text of at most 65536 characters");
    return value === "" ? undefined : value;
  },
};

/** Filters of one list; see `readFilters`. */
export function filters(...known: readonly string[]): QueryRule {
  return { read: (value) => (value === "" ? undefined : JSON.stringify(readFilters(value, known))) };
}

/** JSON text of this shape, read strictly and written anew. */
export function json(shape: "strings by name" | "strings" | "object" | "objects"): QueryRule {
  const fits = (parsed: unknown): boolean => {
    if (parsed === null) return true;
    const isText = (member: unknown): boolean => typeof member === "string" || member === null;
    if (shape === "strings") return Array.isArray(parsed) && parsed.every(isText);
    if (shape === "objects")
      return Array.isArray(parsed) && parsed.every((one) => typeof one === "object" && one !== null);
    if (typeof parsed !== "object" || Array.isArray(parsed)) return false;
    return shape === "object" || Object.values(parsed).every(isText);
  };
  return {
    read: (value, key) => {
      if (value === "") return undefined;
      // Under a name of its own the value may be a map, whose keys are the user's.
      const wrapped = parseStrictJson(`{"value":${value}}`, { maps: shape === "strings by name" ? asMap : none });
      const keys = Object.keys(wrapped as object);
      const parsed = (wrapped as { value: unknown }).value;
      if (keys.length !== 1 || !fits(parsed)) throw invalid(key, `JSON text of ${shape}`);
      return JSON.stringify(parsed);
    },
  };
}

const asMap: ReadonlySet<string> = new Set(["value"]);
const none: ReadonlySet<string> = new Set();

/** The same rule for a parameter that may come several times. */
export const many = (rule: QueryRule): QueryRule => ({ ...rule, many: true });

/** The same rule for a parameter that is read and left out. */
export const dropped = (rule: QueryRule): QueryRule => ({ ...rule, dropped: true });
