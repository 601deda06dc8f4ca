import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "../../guard/caller/caller.ts";
import { plainTables } from "../../guard/containment/tables/bodies.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { checkIgnoredBody, withoutEcho } from "../request/echo.ts";
import { checkHead, type CheckedHead } from "../request/headers.ts";
import { readQuery, splitQuery, type RawParameter } from "../request/query.ts";
import { isObject, readJson } from "../request/read-body.ts";
import { readTarget } from "../request/target.ts";
import { checkVersion } from "../request/version.ts";
import { matchRoute } from "../routes/match.ts";
import type { Route } from "../routes/route.ts";
import type { OpenSocket, Turn } from "./turn.ts";

/** What is known of a request while it is being read: what the record of a refusal says. */
export interface Sketch {
  route?: Route;
  caller: Caller;
}

/** Reads one request the strict way; throws GnosisErrors for whatever is not exactly what a route takes. */
export async function readTurn(
  socket: OpenSocket,
  request: IncomingMessage,
  response: ServerResponse,
  sketch: Sketch,
  signal: AbortSignal,
): Promise<Turn> {
  const method = request.method ?? "";
  const head = checkHead(method, request.httpVersion, request.rawHeaders);
  const target = readTarget(request.url ?? "");
  const matched = matchRoute(method, target.segments);
  if (matched === undefined)
    throw new GnosisError("FORBIDDEN", `${method} on this path is no route of the Engine API that is known here.`, {
      rule: "socket.routes",
      next: "Use the routes of Engine API 1.24 to 1.51.",
    });
  const { route, parameters } = matched;
  sketch.route = route;
  if (route.refused !== undefined)
    throw new GnosisError("FORBIDDEN", `${route.name} is not served through a guarded socket.`, {
      rule: "socket.routes",
      next: route.refused,
    });
  const operation = socket.parts.operation(route.operation ?? "");
  if (operation === undefined) throw new Error(`The route ${route.name} names no operation of ours.`);
  checkVersion(target.version, await socket.parts.engine.apiVersion(signal));
  const raw = splitQuery(target.query);
  const { body, list } = await readRouteBody(route, head, request, raw);
  const query = readQuery(raw, route.query, (key) => body !== undefined && Object.hasOwn(body, key));
  return {
    ...{ socket, request, response, head, route, operation, parameters, query, caller: sketch.caller, signal },
    ...(target.version === undefined ? {} : { version: target.version }),
    ...(body === undefined ? {} : { body: withoutEcho(body, route.query, raw) }),
    ...(list === undefined ? {} : { list }),
  };
}

/** A list whose members are what the route takes, and nothing besides. */
function readItems(parsed: unknown, items: "texts" | "plugin.pull"): unknown[] {
  if (!Array.isArray(parsed)) throw new GnosisError("JSON_INVALID", "The body is not a JSON list.");
  const known = plainTables["plugin.pull"];
  for (const item of parsed) {
    if (items === "texts" && typeof item === "string") continue;
    if (items === "texts" || !isObject(item))
      throw new GnosisError("INPUT_INVALID", `The list is not one of ${items}.`);
    const [stranger] = Object.keys(item).filter((name) => !Object.hasOwn(known, name));
    if (stranger !== undefined)
      throw new GnosisError("FIELD_UNKNOWN", `There is no field '${stranger}' in this list.`, { where: stranger });
  }
  return parsed;
}

async function readRouteBody(
  route: Route,
  head: CheckedHead,
  request: IncomingMessage,
  parameters: readonly RawParameter[],
): Promise<{ body?: Record<string, unknown>; list?: unknown[] }> {
  const { body } = route;
  if (body !== undefined && "bytes" in body) return {};
  const parsed = head.hasBody ? await readJson(request, head.mediaType) : undefined;
  if (body === undefined) {
    checkIgnoredBody(parsed, route.query, parameters);
    return {};
  }
  if (parsed === undefined || parsed === null) {
    if (body.optional === true) return { body: {} };
    throw new GnosisError("JSON_INVALID", "A JSON body is missing.");
  }
  if (body.json === "open" && body.items !== undefined) return { list: readItems(parsed, body.items) };
  if (!isObject(parsed)) throw new GnosisError("JSON_INVALID", "The body is not a JSON object.");
  return { body: parsed };
}
