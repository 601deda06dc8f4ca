import { isIP } from "node:net";
import { isAbsolute } from "node:path";
import { formatDuration, parseDuration } from "../kernel/durations.ts";
import { GnosisError } from "../kernel/errors.ts";
import { formatSize, parseSize } from "../kernel/sizes.ts";
import { single, ValueProblem, type SettingType } from "./setting-type.ts";

const kindOf = (value: unknown): string =>
  value === null ? "nothing" : Array.isArray(value) ? "a list" : typeof value === "object" ? "a mapping" : typeof value;

/** A type that reads one text and checks it. */
function scalar<T>(
  name: string,
  read: (text: string) => T,
  show: (value: T) => string = String,
  accepts: readonly string[] = ["string"],
): SettingType<T> {
  return {
    name,
    fromText: (texts) => read(single(texts).trim()),
    fromValue: (value) => {
      if (!accepts.includes(typeof value)) throw new ValueProblem(`a ${name} is expected, ${kindOf(value)} is given`);
      return read(String(value).trim());
    },
    show,
  };
}

/** Any text that is not empty; `check` says what is wrong with it, if anything. */
export const text = (name = "text", check: (value: string) => string | undefined = () => undefined) =>
  scalar(name, (value) => {
    const problem = value === "" ? "it is empty" : check(value);
    if (problem !== undefined) throw new ValueProblem(problem);
    return value;
  });

/** An absolute path. */
export const path = text("path", (value) =>
  isAbsolute(value) ? undefined : `'${value}' is not an absolute path; write it from the root`,
);

/** An address to listen on: an IP address or a host name. */
export const listenAddress = text("address", (value) =>
  isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value)
    ? undefined
    : `'${value}' is neither an IP address nor a host name`,
);

/** An http or https address without a query. */
export const url = text("URL", (value) => {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  return parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.search === ""
    ? undefined
    : `'${value}' is not an http or https address`;
});

/** A whole number in a range, both ends included. */
export const integer = (min: number, max: number) =>
  scalar(
    "number",
    (value) => {
      const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
      if (!(number >= min && number <= max))
        throw new ValueProblem(`'${value}' is not a whole number from ${min} to ${max}`);
      return number;
    },
    String,
    ["string", "number"],
  );

/** One of a few words. */
export const choice = <const T extends readonly string[]>(words: T) =>
  scalar<T[number]>(words.map((word) => `\`${word}\``).join(", "), (value) => {
    if (!words.includes(value)) throw new ValueProblem(`'${value}' is none of ${words.join(", ")}`);
    return value;
  });

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  "1": true,
  false: false,
  no: false,
  off: false,
  "0": false,
};

/** True or false; anything that is neither is refused, so that a typing mistake never turns a protection off. */
export const boolean: SettingType<boolean> = {
  ...scalar(
    "boolean",
    (value) => {
      const known = booleans[value.toLowerCase()];
      if (known === undefined) throw new ValueProblem(`'${value}' is neither true nor false`);
      return known;
    },
    String,
    ["string", "boolean"],
  ),
  isSwitch: true,
};

/** The kernel's readers throw for callers of operations; here it is the place in the settings that matters. */
function measured(read: (value: string) => number, show: (value: number) => string, min: number, max: number) {
  return (value: string): number => {
    let number: number;
    try {
      number = read(value);
    } catch (error) {
      throw error instanceof GnosisError
        ? new ValueProblem(`${error.message} ${error.next}`.replace(/\.$/, ""))
        : error;
    }
    if (number < min || number > max) throw new ValueProblem(`'${value}' is not between ${show(min)} and ${show(max)}`);
    return number;
  };
}

/** A duration such as `10s`, in milliseconds. */
export const duration = (min: number, max: number) =>
  scalar("duration", measured(parseDuration, formatDuration, min, max), formatDuration);

/** A size such as `512MiB`, in bytes. */
export const bytes = (min: number, max: number) =>
  scalar("size", measured(parseSize, formatSize, min, max), formatSize, ["string", "number"]);
