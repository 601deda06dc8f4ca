import { connect } from "node:net";
import type { TcpEndpoint } from "../endpoint/endpoint.ts";
import { connectLimit, limitConnecting } from "./connect-limit.ts";
import type { Explanation, Transport } from "./transport.ts";

/** Plain TCP: whoever can reach the port is root on the engine's host. */
export function tcpTransport({ host, port }: Pick<TcpEndpoint, "host" | "port">): Transport {
  return {
    host: hostHeader(host, port),
    connect: () => limitConnecting(connect({ host, port, noDelay: true }), "connect"),
    explain: (error) => explainTcp(host, port, error),
    close: () => {},
  };
}

export const hostHeader = (host: string, port: number) => `${host.includes(":") ? `[${host}]` : host}:${port}`;

/** What a failed TCP connection means. */
export function explainTcp(host: string, port: number, error: NodeJS.ErrnoException): Explanation | undefined {
  const at = hostHeader(host, port);
  switch (error.code) {
    case "ECONNREFUSED":
      return {
        message: `Nobody listens on ${at}.`,
        next: "Start the engine there with that address, or correct the port.",
      };
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return { message: `The host name ${host} can't be resolved.`, next: "Correct the name, or give an IP address." };
    case "ETIMEDOUT":
      return {
        message: `${at} says nothing: no connection within ${connectLimit / 1000} s.`,
        next: "Look at that host's own state, and at the network and the firewall between here and there.",
      };
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return { message: `${at} can't be reached.`, next: "Check the network and the firewall between here and there." };
    case "HPE_INVALID_CONSTANT":
    case "HPE_INVALID_VERSION":
      return {
        message: `What answers on ${at} doesn't speak HTTP.`,
        next: "If that engine wants TLS, give certificates.",
      };
    default:
      return undefined;
  }
}
