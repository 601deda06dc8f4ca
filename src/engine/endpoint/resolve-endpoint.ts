import { currentContext, dockerConfigDirectory, readContext, readTlsDirectory } from "./docker-context.ts";
import type { Endpoint } from "./endpoint.ts";
import { defaultHost, parseHost } from "./parse-host.ts";

/**
 * The engine that the docker CLI would talk to in this environment: DOCKER_HOST (with DOCKER_TLS_VERIFY, DOCKER_TLS and
 * DOCKER_CERT_PATH), else DOCKER_CONTEXT, else the current context, else the default socket. Throws CONFIG_INVALID for an address or
 * a context that can't be used.
 */
export function resolveEndpoint(env: NodeJS.ProcessEnv = process.env): Endpoint {
  const pinned = env["DOCKER_API_VERSION"];
  const endpoint = chosen(env);
  return pinned ? { ...endpoint, apiVersion: pinned.replace(/^v/, "") } : endpoint;
}

function chosen(env: NodeJS.ProcessEnv): Endpoint {
  const directory = dockerConfigDirectory(env);
  const host = env["DOCKER_HOST"];
  if (host) return fromHost(host, env, directory);
  const context = env["DOCKER_CONTEXT"] || currentContext(directory);
  if (context && context !== "default") return readContext(directory, context);
  return parseHost("default", defaultHost);
}

function fromHost(host: string, env: NodeJS.ProcessEnv, directory: string): Endpoint {
  const verify = Boolean(env["DOCKER_TLS_VERIFY"]);
  if (!verify && !env["DOCKER_TLS"]) return parseHost("default", host);
  const files = readTlsDirectory(env["DOCKER_CERT_PATH"] || directory);
  return parseHost("default", host, verify ? files : { ...files, insecure: true });
}
