import { readFileSync } from "node:fs";
import type { EndpointSetting } from "../../config/records.ts";
import type { Settings } from "../../config/settings.ts";
import type { Endpoint, EndpointTls } from "../../engine/endpoint/endpoint.ts";
import { parseHost } from "../../engine/endpoint/parse-host.ts";
import { resolveEndpoint } from "../../engine/endpoint/resolve-endpoint.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { sandboxPrefix } from "../sandboxes/visitors.ts";
import { everyEndpoint } from "./span-endpoints.ts";
import { isLoopback } from "../exposure.ts";

function pem(path: string | undefined, endpoint: string): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new GnosisError("CONFIG_INVALID", `The file ${path} of endpoint '${endpoint}' can't be read.`, {
      where: `endpoints.${endpoint}`,
      cause,
    });
  }
}

function tlsOf(setting: EndpointSetting): EndpointTls | undefined {
  const { name, tlsCaFile, tlsCertFile, tlsKeyFile, tlsServerName } = setting;
  if (tlsCaFile === undefined && tlsCertFile === undefined && tlsKeyFile === undefined && tlsServerName === undefined) {
    return undefined;
  }
  const parts = {
    ca: pem(tlsCaFile, name),
    cert: pem(tlsCertFile, name),
    key: pem(tlsKeyFile, name),
    serverName: tlsServerName,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as EndpointTls;
}

function endpointOf(setting: EndpointSetting): Endpoint {
  const endpoint = parseHost(setting.name, setting.address, tlsOf(setting));
  if (endpoint.kind !== "tcp" || endpoint.tls !== undefined) return endpoint;
  if (isLoopback(endpoint.host) && setting.allowPlainTcp === true) return endpoint;
  throw new GnosisError("CONFIG_INVALID", `Endpoint '${setting.name}' would be reached over TCP without TLS.`, {
    where: `endpoints.${setting.name}`,
    next: isLoopback(endpoint.host)
      ? "Give it certificates (tlsCaFile, tlsCertFile, tlsKeyFile), or say allowPlainTcp: true."
      : "Give it certificates (tlsCaFile, tlsCertFile, tlsKeyFile), or reach it by ssh://. Without TLS whoever is on the way controls that host.",
  });
}

/** Names tell engines apart in calls, policies and records. */
function refuseNames(endpoints: readonly EndpointSetting[]): void {
  const names = endpoints.map(({ name }) => name);
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  if (doubled !== undefined)
    throw new GnosisError("CONFIG_INVALID", `Two endpoints are called '${doubled}'.`, { where: "endpoints" });
  const inside = names.find((name) => name.startsWith(sandboxPrefix));
  if (inside !== undefined)
    throw new GnosisError("CONFIG_INVALID", `No endpoint can be called '${inside}': sandboxes are called so.`, {
      where: "endpoints",
    });
  if (names.includes(everyEndpoint))
    throw new GnosisError("CONFIG_INVALID", `No endpoint can be called '${everyEndpoint}': it stands for every one.`, {
      where: "endpoints",
    });
}

/** The engines that the settings name; the first is the one that is meant when none is named. */
export function endpointsOf(
  settings: Pick<Settings, "endpoints" | "engine">,
  environment: NodeJS.ProcessEnv,
): readonly [Endpoint, ...Endpoint[]] {
  const [first, ...others] = settings.endpoints;
  refuseNames(settings.endpoints);
  if (first !== undefined) return [endpointOf(first), ...others.map(endpointOf)];
  if (settings.engine !== undefined) return [parseHost("default", settings.engine)];
  return [resolveEndpoint(environment)];
}
