import type { Duplex } from "node:stream";

/** Makes connections to one engine. */
export interface Transport {
  /** The Host header: what the engine or a proxy before it may look at. */
  readonly host: string;
  /** The Unix socket, where connections are to one. */
  readonly path?: string;
  /** A connection, usable at once; failures come as its `error` event. */
  readonly connect: () => Duplex;
  /** What went wrong, and what to do about it, in words; nothing when the error says nothing to this transport. */
  readonly explain: (error: NodeJS.ErrnoException) => Explanation | undefined;
  readonly close: () => void;
}

/** Why an engine could not be reached. */
export interface Explanation {
  readonly message: string;
  readonly next?: string;
}
