import { isDeepStrictEqual } from "node:util";

/** One setting that differs. */
export interface ConfigChange {
  /** Such as `HostConfig.Memory` or `Config.Env.PATH`. */
  readonly path: string;
  /** Absent where the setting was not there. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What differs between two set-ups, by path; lists are compared as a whole, the environment by name. */
export function configDiff(before: unknown, after: unknown, path = ""): ConfigChange[] {
  if (isDeepStrictEqual(before, after) || (isNothing(before) && isNothing(after))) return [];
  const [left, right] = [asObject(before, path), asObject(after, path)];
  if (left && right) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].toSorted();
    return keys.flatMap((key) => configDiff(left[key], right[key], path === "" ? key : `${path}.${key}`));
  }
  return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

/** The engine writes the same nothing in several ways. */
const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);

function asObject(value: unknown, path: string): Record<string, unknown> | undefined {
  if (path.endsWith("Env") && (value === null || value === undefined)) return {};
  if (Array.isArray(value)) {
    if (!path.endsWith("Env")) return undefined;
    return Object.fromEntries(
      value.map((pair) => [String(pair).split("=", 1)[0]!, String(pair).replace(/^[^=]*=?/, "")]),
    );
  }
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}
