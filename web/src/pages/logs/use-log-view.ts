import { useMemo } from "react";
import { useSearchParams } from "wouter";
import { levels, type Level } from "../../../../src/kernel/log-level.ts";

/** Ways in which a log is shown. */
export const ways = [
  ["lines", "lines"],
  ["table", "a table of its fields"],
  ["text", "plain text"],
] as const;
export type Way = (typeof ways)[number][0];

/** What is looked for in a log, and how it is shown. */
export interface LogView {
  readonly find: string;
  readonly regex: boolean;
  readonly level: Level | "";
  /** Lines around each that is found. */
  readonly around: number;
  readonly way: Way;
  /** Of lines that are objects, only these fields; all when there are none. */
  readonly fields: readonly string[];
  readonly times: boolean;
  readonly json: boolean;
}

const most = 20;

/** What the address says of it; whatever it does not say is as usual. */
export function viewIn(search: URLSearchParams): LogView {
  const around = Number(search.get("around") ?? 0);
  return {
    find: search.get("find") ?? "",
    regex: search.has("regex"),
    level: levels.find((level) => level === search.get("level")) ?? "",
    around: Number.isInteger(around) ? Math.min(most, Math.max(0, around)) : 0,
    way: ways.find(([way]) => way === search.get("as"))?.[0] ?? "lines",
    fields: (search.get("fields") ?? "").split(",").filter((name) => name !== ""),
    times: search.get("times") !== "off",
    json: search.get("json") !== "off",
  };
}

/** The parts of an address that say it. */
function written({ find, regex, level, around, way, fields, times, json }: LogView): Record<string, string> {
  return {
    find,
    regex: regex ? "on" : "",
    level,
    around: around === 0 ? "" : String(around),
    as: way === "lines" ? "" : way,
    fields: fields.join(","),
    times: times ? "" : "off",
    json: json ? "" : "off",
  };
}

/** How the log is shown; it stands in the address, so that it can be passed on. */
export function useLogView(): readonly [LogView, (changes: Partial<LogView>) => void] {
  const [search, setSearch] = useSearchParams();
  const view = useMemo(() => viewIn(search), [search]);
  const change = (changes: Partial<LogView>): void =>
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        for (const [name, value] of Object.entries(written({ ...viewIn(old), ...changes }))) {
          if (value === "") next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  return [view, change];
}
