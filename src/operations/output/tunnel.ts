import type { OutputChunk } from "../../engine/client.ts";
import type { EngineTunnel } from "../../engine/client.ts";
import { frameBatches } from "../../engine/frames.ts";

/** Output that comes over a tunnel, with a way to end it. */
export interface Session {
  readonly batches: AsyncGenerator<readonly OutputChunk[], void, void>;
  /** True when the time was over before the output ended. */
  readonly timedOut: () => boolean;
  readonly close: () => void;
}

/** How to use the tunnel. */
export interface SessionOptions {
  readonly tty: boolean;
  /** Written to standard input, which is closed then. */
  readonly stdin?: string | undefined;
  /** Milliseconds until the session is given up. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** Reads what comes over an attach or exec tunnel until it ends, the time is over or the caller goes away. */
export function session(tunnel: EngineTunnel, { tty, stdin, timeout, signal }: SessionOptions): Session {
  const { socket } = tunnel;
  let over = false;
  const close = (): void => {
    clearTimeout(timer);
    signal.removeEventListener("abort", close);
    socket.destroy();
  };
  const timer = setTimeout(() => {
    over = true;
    close();
  }, timeout);
  signal.addEventListener("abort", close, { once: true });
  if (signal.aborted) close();
  // A process that ends without reading its input closes the connection: no failure of ours.
  socket.on("error", () => undefined);
  if (stdin === undefined) socket.write("");
  else socket.end(stdin);
  async function* batches(): AsyncGenerator<readonly OutputChunk[], void, void> {
    try {
      yield* frameBatches(socket, { multiplexed: !tty });
    } catch (error) {
      if (over) return;
      signal.throwIfAborted();
      throw error;
    } finally {
      close();
    }
  }
  return { batches: batches(), timedOut: () => over, close };
}
