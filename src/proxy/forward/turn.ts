import type { IncomingMessage, ServerResponse } from "node:http";
import type { AnyOperation } from "../../catalogue/operation.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import type { ProxyParts } from "../parts.ts";
import type { CheckedHead } from "../request/headers.ts";
import type { ReadQuery } from "../request/query.ts";
import type { Route } from "../routes/route.ts";
import type { ExecOwners } from "./exec-owners.ts";

/** One open socket: whom it belongs to, and what it works with. */
export interface OpenSocket {
  readonly parts: ProxyParts;
  readonly execs: ExecOwners;
  /** The socket's name in the settings. */
  readonly name: string;
  readonly role: string;
  /** The endpoint behind it. */
  readonly endpoint: string;
}

/** One request, read and found in the table, before anything is decided. */
export interface Turn {
  readonly socket: OpenSocket;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly head: CheckedHead;
  readonly route: Route;
  readonly operation: AnyOperation;
  /** The API version of the path, checked; absent when the client gave none. */
  readonly version?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: ReadQuery;
  /** The JSON body as it was read. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** A JSON body that is no object: some plugin routes take lists. */
  readonly list?: readonly unknown[];
  readonly caller: Caller;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}
