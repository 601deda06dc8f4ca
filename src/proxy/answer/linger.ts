import type { ServerResponse } from "node:http";

/** Bytes of a refused body that are read and thrown away, and milliseconds for it: enough for a client to come to read its answer. */
const mostThrownAway = 64 * 1024 * 1024;
const longest = 5_000;

/**
 * Ends an answer that was given before the request was read to its end. A connection that is closed with unread bytes takes the answer
 * with it, so that what still comes is read first, within bounds. The answer must be written already, with its length.
 */
export function endAfterReading(response: ServerResponse): void {
  const { req: request } = response;
  let thrownAway = 0;
  const end = (): void => {
    clearTimeout(timer);
    request.off("data", count);
    response.end();
  };
  const count = (part: Buffer): void => {
    thrownAway += part.length;
    if (thrownAway > mostThrownAway) end();
  };
  const timer = setTimeout(end, longest);
  request.on("data", count);
  request.once("end", end);
  request.once("close", end);
  request.resume();
}
