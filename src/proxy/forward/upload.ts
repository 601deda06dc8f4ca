import type { IncomingMessage } from "node:http";
import { PassThrough, type Readable } from "node:stream";

/**
 * A request's body as a stream of its own: when the engine refuses in the middle of it, this is what is given up, and the client's
 * connection stays for the answer. A client that breaks off breaks it off.
 */
export function uploadOf(request: IncomingMessage, body: Readable = request): Readable {
  const upload = new PassThrough({ highWaterMark: 262_144 });
  body.once("error", (error) => upload.destroy(error));
  request.once("close", () => {
    if (!request.complete) upload.destroy(new Error("the client broke off"));
  });
  return body.pipe(upload);
}
