/** What guarded sockets tell of themselves, for `/metrics`. Sockets are named as in the settings. */
export interface SocketFigures {
  /** Seconds that the guard took to decide on a request that it allowed. */
  readonly decided: (socket: string, seconds: number) => void;
  /** A request ended: `ok` or the error's code, and how many bytes of a stream went to the client. */
  readonly finished: (socket: string, outcome: string, bytes: number) => void;
  /** A request was refused before anything was sent. */
  readonly refused: (socket: string, code: string) => void;
  /** A stream or a connection handed over began (1) or ended (-1). */
  readonly streams: (socket: string, change: 1 | -1) => void;
}
