import { isIP, Socket } from "node:net";
import { connect, createSecureContext, type SecureContext } from "node:tls";
import type { EndpointTls, TcpEndpoint } from "../endpoint/endpoint.ts";
import { limitConnecting } from "./connect-limit.ts";
import { explainTcp, hostHeader } from "./tcp.ts";
import type { Explanation, Transport } from "./transport.ts";

/** TCP with TLS: CA, client certificate and expected server name from the endpoint. */
export function tlsTransport({ host, port, tls }: TcpEndpoint & { readonly tls: EndpointTls }): Transport {
  const name = tls.serverName ?? host;
  let context: SecureContext | undefined;
  return {
    host: hostHeader(host, port),
    connect: () => {
      try {
        context ??= secureContext(tls);
      } catch (error) {
        return new Socket().destroy(error as Error);
      }
      const socket = connect({
        host,
        port,
        secureContext: context,
        // An IP address can't be sent as server name; certificates are checked against it all the same.
        ...(isIP(name) ? {} : { servername: name }),
        ALPNProtocols: ["http/1.1"],
        rejectUnauthorized: tls.insecure !== true,
      });
      socket.setNoDelay(true);
      return limitConnecting(socket, "secureConnect");
    },
    explain: (error) => explainTls(host, port, name, error) ?? explainTcp(host, port, error),
    close: () => {},
  };
}

/** What a connection is secured with; throws for PEM text that can't be read, and for a key that is not the certificate's. */
export const secureContext = ({ ca, cert, key }: EndpointTls): SecureContext =>
  createSecureContext({
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    minVersion: "TLSv1.2",
  });

function explainTls(host: string, port: number, name: string, error: NodeJS.ErrnoException): Explanation | undefined {
  const at = hostHeader(host, port);
  const code = error.code ?? "";
  if (code === "ERR_OSSL_X509_KEY_VALUES_MISMATCH") {
    return { message: "The client key is not the client certificate's.", next: "Give the two that belong together." };
  }
  if (code.startsWith("ERR_OSSL_")) {
    return {
      message: `The CA, the client certificate or its key can't be read (${code}).`,
      next: "Give each as a PEM file, the key without a passphrase.",
    };
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return {
      message: `The certificate of ${at} is not made out to ${name}.`,
      next: "Correct the host, or pin the server name.",
    };
  }
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return {
      message: `The certificate of ${at} is not valid now (${code}).`,
      next: "Renew it, and check both clocks.",
    };
  }
  if (/^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_)/.test(code)) {
    return {
      message: `The certificate of ${at} is not signed by the given CA (${code}).`,
      next: "Give the CA that signed it.",
    };
  }
  if (/ALERT_CERTIFICATE_EXPIRED/.test(code)) {
    return { message: `${at} refused our certificate: it has expired.`, next: "Renew the client certificate." };
  }
  if (/ALERT|ERR_SSL_TLSV\d+_ALERT/.test(code)) {
    return {
      message: `${at} refused our certificate (${code}).`,
      next: "Give a client certificate and key that its CA signed.",
    };
  }
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG") {
    return {
      message: `What answers on ${at} doesn't speak TLS.`,
      next: "Correct the port, or do without TLS on loopback.",
    };
  }
  return undefined;
}
