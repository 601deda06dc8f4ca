import type { Endpoint } from "../endpoint/endpoint.ts";
import { execTransport } from "./exec.ts";
import { npipeTransport } from "./npipe.ts";
import { sshTransport } from "./ssh.ts";
import { tcpTransport } from "./tcp.ts";
import { tlsTransport } from "./tls.ts";
import type { Transport } from "./transport.ts";
import { unixTransport } from "./unix.ts";

/** The transport for an endpoint. */
export function openTransport(endpoint: Endpoint): Transport {
  switch (endpoint.kind) {
    case "unix":
    case "embedded":
      return unixTransport(endpoint);
    case "npipe":
      return npipeTransport(endpoint);
    case "tcp":
      return endpoint.tls ? tlsTransport({ ...endpoint, tls: endpoint.tls }) : tcpTransport(endpoint);
    case "ssh":
      return sshTransport(endpoint);
    case "sandbox":
      return execTransport(endpoint);
  }
}
