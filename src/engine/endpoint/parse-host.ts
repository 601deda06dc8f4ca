import { GnosisError } from "../../kernel/errors.ts";
import type { Endpoint, EndpointTls } from "./endpoint.ts";

/** Where the engine listens when nothing is said. */
export const defaultHost =
  process.platform === "win32" ? "npipe:////./pipe/docker_engine" : "unix:///var/run/docker.sock";

const invalid = (host: string, why: string) =>
  new GnosisError("CONFIG_INVALID", `${JSON.stringify(host)} is not an address of an engine: ${why}.`, {
    where: "DOCKER_HOST",
    next: "Give unix:///PATH, npipe:////./pipe/NAME, tcp://HOST:PORT or ssh://USER@HOST.",
  });

/** An endpoint from an address in DOCKER_HOST's form; throws CONFIG_INVALID for any other. */
export function parseHost(name: string, host: string, tls?: EndpointTls): Endpoint {
  const [, scheme, rest] = /^([a-z]+):\/\/(.*)$/s.exec(host.trim()) ?? [];
  if (scheme === undefined || rest === undefined) throw invalid(host, "it has no scheme");
  switch (scheme) {
    case "unix": {
      if (!rest.startsWith("/")) throw invalid(host, "the socket's path must be absolute");
      return { name, kind: "unix", socketPath: rest };
    }
    case "npipe":
      return { name, kind: "npipe", pipe: rest.replaceAll("/", "\\") };
    case "tcp":
    case "http":
    case "https":
      return tcp(name, host, rest, scheme === "https" ? (tls ?? {}) : tls);
    case "ssh":
      return ssh(name, host);
    default:
      throw invalid(host, `${scheme} is no way to reach an engine`);
  }
}

function tcp(name: string, host: string, rest: string, tls: EndpointTls | undefined): Endpoint {
  const url = URL.parse(`http://${rest}`);
  if (!url || url.hostname === "") throw invalid(host, "there is no host in it");
  if (url.username || url.search || url.hash || url.pathname !== "/")
    throw invalid(host, "only host and port may stand in it");
  // URL drops the port 80 that was said, so it is read from the text.
  const said = /:(\d+)\/?$/.exec(rest)?.[1];
  const port = said === undefined ? (tls ? 2376 : 2375) : Number(said);
  const endpoint = { name, kind: "tcp" as const, host: url.hostname.replace(/^\[|\]$/g, ""), port };
  return tls ? { ...endpoint, tls } : endpoint;
}

function ssh(name: string, host: string): Endpoint {
  const url = URL.parse(host);
  if (!url || url.hostname === "") throw invalid(host, "there is no host in it");
  if (url.password) throw invalid(host, "a password can't stand in it; use a key or an agent");
  if (url.search || url.hash) throw invalid(host, "only user, host, port and socket may stand in it");
  const user = decodeURIComponent(url.username);
  const target = url.hostname.replace(/^\[|\]$/g, "");
  // What begins with a dash would be an option to ssh.
  if (user.startsWith("-") || target.startsWith("-")) throw invalid(host, "user and host can't begin with a dash");
  return {
    name,
    kind: "ssh",
    host: target,
    ...(user && { user }),
    ...(url.port && { port: Number(url.port) }),
    ...(url.pathname && url.pathname !== "/" && { socketPath: decodeURIComponent(url.pathname) }),
  };
}
