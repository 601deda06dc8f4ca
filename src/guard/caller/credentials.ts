import type { Surface } from "../../catalogue/operation.ts";
import type { Caller } from "./caller.ts";

/** What a request brings along to say who asks. */
export interface Credentials {
  /** The `Authorization` header. */
  readonly authorization?: string;
  /** The `X-API-Key` header. */
  readonly apiKey?: string;
  /** The peer's address as the socket has it; no header is trusted for that. */
  readonly address: string;
  readonly surface: Surface;
  /** The client program as it names itself. */
  readonly client?: string;
  readonly session?: string;
}

/** Says who asks, or throws UNAUTHENTICATED, TOKEN_EXPIRED or TOO_MANY_ATTEMPTS. */
export type Authenticate = (credentials: Credentials) => Promise<Caller>;
