/** How one guarded socket is opened. */
export interface GuardedSocketSettings {
  readonly name: string;
  readonly role: string;
  /** The endpoint behind it. */
  readonly endpoint: string;
  /** A Unix socket's path. */
  readonly path?: string;
  /** Octal file mode of the Unix socket; `0600` when absent. */
  readonly mode?: string;
  /** Name or number of the group that the Unix socket gets. */
  readonly group?: string;
  /** `HOST:PORT` to listen on with TLS, in place of a path. */
  readonly tcp?: string;
  readonly tlsCertFile?: string;
  readonly tlsKeyFile?: string;
  /** The CA that clients' certificates must come from: over TCP the certificate is what lets a client in. */
  readonly tlsClientCaFile?: string;
}
