import type { ServerContext } from "@modelcontextprotocol/server";
import type { Progress } from "../../catalogue/operation.ts";

/** Milliseconds between two notices: a pull reports hundreds of times a second. */
const pause = 250;

/** Sends progress to a client that asked for it; the number always grows, as the protocol wants it. */
export function progressSender(context: ServerContext): (progress: Progress) => void {
  const { _meta: meta } = context.mcpReq;
  const token = meta?.progressToken;
  if (token === undefined) return () => undefined;
  let last = 0;
  let sent = 0;
  return ({ message, done, total }) => {
    const now = Date.now();
    if (now - sent < pause) return;
    sent = now;
    last = done !== undefined && done > last ? done : last + 1;
    const params = {
      progressToken: token,
      progress: last,
      message,
      ...(total !== undefined && total >= last ? { total } : {}),
    };
    // A client that has gone is noticed by the request's signal; a lost notice is no failure.
    void context.mcpReq.notify({ method: "notifications/progress", params }).catch(() => undefined);
  };
}
