import type { CallerView, Surface } from "../../catalogue/operation.ts";

/** Who asks, as the guard knows it. */
export interface Caller extends CallerView {
  /** Narrowing of the token itself, beside its role. */
  readonly narrowing?: Narrowing;
  /** Which text of the token it came with: rotating gives the token another one. */
  readonly issue?: string;
  /** The peer's address, for the record. */
  readonly address?: string;
  /** One MCP session, one CLI run, one browser session: what groups calls. */
  readonly session?: string;
}

/** What a token may do less than its role: read as one more policy rule that only takes away. */
export interface Narrowing {
  /** Operation patterns; nothing else is allowed. */
  readonly operations?: readonly string[];
  /** A scope in the policy's own form. */
  readonly scope?: Readonly<Record<string, unknown>>;
}

/** The server itself, for what it does on its own account. */
export const serverCaller: Caller = {
  id: "server",
  name: "server",
  role: "admin",
  surface: "server" satisfies Surface,
};
