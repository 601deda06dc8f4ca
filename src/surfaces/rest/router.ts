import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { AnyOperation } from "../../catalogue/operation.ts";
import { GnosisError } from "../../kernel/errors.ts";

interface Route {
  readonly operation: AnyOperation;
  readonly method: string;
  readonly pattern: RegExp;
  readonly parameters: readonly string[];
  /** Literal segments count first: `/containers/create` wins over `/containers/{id}`. */
  readonly literals: number;
}

/** An operation found by method and path, with the path's own values. */
export interface Routed {
  readonly operation: AnyOperation;
  readonly parameters: Readonly<Record<string, string>>;
}

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

function compile(operation: AnyOperation, path: string): Route {
  const parameters: string[] = [];
  // Image references have slashes of their own; everything else is one segment.
  const value = path.startsWith("/api/images/") ? "(.+)" : "([^/]+)";
  const source = path.split(/(\{\w+\})/).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return escape(part);
    parameters.push(name);
    return value;
  });
  const literals = path.split("/").filter((segment) => !segment.startsWith("{")).length;
  return {
    operation,
    method: operation.http.method,
    pattern: new RegExp(`^${source.join("")}$`),
    parameters,
    literals,
  };
}

function decode(text: string, where: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new GnosisError("INPUT_INVALID", `The path has a broken %-escape: ${text}`, { where });
  }
}

/** Finds operations by method and path. ROUTE_UNKNOWN and METHOD_NOT_ALLOWED, with the methods there are, otherwise. */
export function createRouter(catalogue: Catalogue): (method: string, path: string) => Routed {
  const routes = catalogue.operations
    .flatMap((operation) =>
      [operation.http.path, ...(operation.http.aliases ?? [])].map((path) => compile(operation, path)),
    )
    .toSorted((a, b) => b.literals - a.literals);
  return (method, path) => {
    const matching = routes.flatMap((route) => {
      const match = route.pattern.exec(path);
      return match === null ? [] : [{ route, match }];
    });
    const wanted = method === "HEAD" ? "GET" : method;
    const found = matching.find(({ route }) => route.method === wanted);
    if (found !== undefined) {
      const values = found.route.parameters.map((name, index) => [name, decode(found.match[index + 1] ?? "", name)]);
      return { operation: found.route.operation, parameters: Object.fromEntries(values) as Record<string, string> };
    }
    if (matching.length === 0) throw new GnosisError("ROUTE_UNKNOWN", `There is no ${path}.`);
    const allow = [...new Set(matching.map(({ route }) => route.method))];
    throw new GnosisError("METHOD_NOT_ALLOWED", `${path} takes ${allow.join(" or ")}, not ${method}.`, {
      extra: { allow },
    });
  };
}
