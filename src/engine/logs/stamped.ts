import type { OutputChunk } from "../client.ts";
import { frameBatches } from "../frames.ts";

/** One message of a log with its moment. */
export interface StampedMessage {
  readonly stream: OutputChunk["stream"];
  /** As the engine writes it, RFC 3339 with nine digits of fraction: later ones sort behind. */
  readonly time: string;
  /** The message with its time before it, and without. */
  readonly stamped: Buffer;
  readonly data: Buffer;
}

/** Messages of a log that was asked for with `timestamps`: one a frame. Not for containers with a TTY, whose logs have no frames. */
export async function* stampedMessages(body: AsyncIterable<Buffer>): AsyncGenerator<StampedMessage[], void, void> {
  let parts: Buffer[] = [];
  for await (const chunks of frameBatches(body, { multiplexed: true })) {
    const messages: StampedMessage[] = [];
    for (const { stream, data, partial } of chunks) {
      parts.push(data);
      if (partial) continue;
      const stamped = parts.length === 1 ? data : Buffer.concat(parts);
      parts = [];
      const space = Math.max(0, stamped.indexOf(32));
      messages.push({ stream, time: stamped.toString("latin1", 0, space), stamped, data: stamped.subarray(space + 1) });
    }
    if (messages.length > 0) yield messages;
  }
}
