import { GnosisError } from "../../kernel/errors.ts";
import type { Route } from "./route.ts";
import { routes } from "./table.ts";

/** A route with what its placeholders stand for. */
export interface MatchedRoute {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A container's, network's or volume's name or id: what the engine's own rules for names allow. */
const idForm = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/;
const referenceForm = /^[A-Za-z0-9][A-Za-z0-9_.:@/+-]{0,511}$/;

const fixed = new Map(
  routes.filter(({ path }) => !path.includes("{")).map((route) => [`${route.method} ${route.path}`, route]),
);
const patterns = Map.groupBy(
  routes.filter(({ path }) => path.includes("{")).map((route) => ({ route, parts: route.path.slice(1).split("/") })),
  ({ route, parts }) => `${route.method} ${parts[0]}`,
);

/** The route of a method and path; nothing when the table has none. Throws INPUT_INVALID for a reference that is none. */
export function matchRoute(method: string, segments: readonly string[]): MatchedRoute | undefined {
  const plain = fixed.get(`${method} /${segments.join("/")}`);
  if (plain !== undefined) return { route: plain, parameters: {} };
  for (const { route, parts } of patterns.get(`${method} ${segments[0]}`) ?? []) {
    const parameters = parts.includes("{reference}") ? matchReference(parts, segments) : matchId(parts, segments);
    if (parameters !== undefined) return { route, parameters };
  }
  return undefined;
}

function matchId(parts: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, part] of parts.entries()) {
    const segment = segments[at] ?? "";
    if (part.startsWith("{")) {
      if (!idForm.test(segment)) return undefined;
      parameters[part.slice(1, -1)] = segment;
    } else if (part !== segment) return undefined;
  }
  return parameters;
}

/** `/images/{reference}/json`: the reference is everything between, slashes included, and the only place for escapes. */
function matchReference(parts: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const action = parts[2];
  if (segments.length < parts.length) return undefined;
  if (action !== undefined && segments.at(-1) !== action) return undefined;
  const written = segments.slice(1, action === undefined ? undefined : -1).join("/");
  const reference = written.includes("%") ? unescape(written) : written;
  const dotted = reference.split("/").some((part) => part === "" || part === "." || part === "..");
  if (dotted || !referenceForm.test(reference))
    throw new GnosisError("INPUT_INVALID", "The reference in the path is none.");
  return { reference };
}

function unescape(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    throw new GnosisError("INPUT_INVALID", "The reference in the path has an escape that is not UTF-8.");
  }
}
