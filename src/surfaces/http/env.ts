import type { HttpBindings } from "@hono/node-server";
import type { Caller } from "../../guard/caller/caller.ts";

/** What handlers find in their context. */
export interface HttpEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Names this request in the log and in every error. */
    requestId: string;
    /** What the predecessor's clients look for at the start of `error`, once the route is known. */
    failure?: string;
    /** Set behind the authentication. */
    caller: Caller;
  };
}
