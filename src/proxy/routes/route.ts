import type { BodyKind } from "../../catalogue/operation.ts";
import type { TargetKind } from "../../catalogue/target.ts";
import type { QueryRules } from "../request/query-types.ts";

/** Where a route names one of its targets: a placeholder of the path, a parameter of the query or a field of the body. */
export interface RouteTarget {
  readonly kind: TargetKind;
  readonly from: "path" | "query" | "body";
  readonly name: string;
}

/** What a route reads as its body: JSON that containment judges, JSON that is only read strictly, or bytes that are passed on. */
export type RouteBody =
  | { readonly json: "judged"; readonly kind: BodyKind; readonly optional?: boolean }
  | {
      readonly json: "open";
      readonly optional?: boolean;
      /** The route takes a list: of texts, or of objects of that kind. */
      readonly items?: "texts" | "plugin.pull";
    }
  | { readonly bytes: "tar" };

/** How a route is answered: `relay`, `follow` (without a deadline) and `bytes` (many of them) pass the engine's answer on, the others have code of their own. */
export type Answer =
  | "relay"
  | "follow"
  | "bytes"
  | "hijack"
  | "ping"
  | "version"
  | "info"
  | "container-list"
  | "container-inspect"
  | "container-create"
  | "container-change"
  | "container-remove"
  | "container-wait"
  | "image-remove"
  | "volume-remove"
  | "image-list"
  | "volume-list"
  | "network-list"
  | "network-inspect"
  | "network-disconnect"
  | "image-inspect"
  | "volume"
  | "disk-usage"
  | "events"
  | "prune"
  | "exec-create"
  | "archive-in"
  | "image-create"
  | "image-tag"
  | "image-load"
  | "image-push"
  | "image-save"
  | "commit"
  | "build";

/** One route of the Engine API: what it means to the guard, and what it may carry. */
export interface Route {
  /** The Engine API's own name of the operation; older routes that have none get one of ours. */
  readonly name: string;
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** Path without version; `{id}` is one segment, `{reference}` a name with slashes. */
  readonly path: string;
  /** The catalogue's operation, or one of the socket's own. */
  readonly operation?: string;
  /** Why this route is never passed on; stands in place of `operation`. */
  readonly refused?: string;
  readonly targets: readonly RouteTarget[];
  readonly query: QueryRules;
  readonly body?: RouteBody;
  readonly answer: Answer;
  /** True below `/exec/{id}`: the target is the container that the exec was made for. */
  readonly exec?: boolean;
}

type Details = Partial<Omit<Route, "name" | "method" | "path" | "operation" | "refused">>;

/** A route that the guard decides as this operation. */
export function passed(name: string, line: string, operation: string, details: Details = {}): Route {
  return { name, ...split(line), operation, targets: [], query: {}, answer: "relay", ...details };
}

/** A route that is never passed on. */
export function refused(name: string, line: string, reason: string): Route {
  return { name, ...split(line), refused: reason, targets: [], query: {}, answer: "relay" };
}

function split(line: string): Pick<Route, "method" | "path"> {
  const [method, path] = line.split(" ") as [Route["method"], string];
  return { method, path };
}

/** A target that a query parameter or a field of the body names. */
export const named = (kind: TargetKind, from: "query" | "body", name: string): RouteTarget => ({ kind, from, name });

/** The container in the path's `{id}`. */
export const container: readonly RouteTarget[] = [{ kind: "container", from: "path", name: "id" }];
/** The image in the path's `{reference}`. */
export const image: readonly RouteTarget[] = [{ kind: "image", from: "path", name: "reference" }];
/** The network in the path's `{id}`. */
export const network: readonly RouteTarget[] = [{ kind: "network", from: "path", name: "id" }];
/** The volume in the path's `{name}`. */
export const volume: readonly RouteTarget[] = [{ kind: "volume", from: "path", name: "name" }];
