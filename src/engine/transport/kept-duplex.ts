import { Duplex } from "node:stream";

/** A stream with what the HTTP agent calls on the sockets that it keeps; none of it means anything where no socket is. */
export class KeptDuplex extends Duplex {
  /** The agent compares it with its own idle limit before it keeps a connection. */
  readonly timeout = 0;

  constructor() {
    super({ allowHalfOpen: true });
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
