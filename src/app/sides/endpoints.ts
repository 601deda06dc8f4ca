import { readFileSync } from "node:fs";
import type { EndpointSetting } from "../../config/records.ts";
import type { Settings } from "../../config/settings.ts";
import type { Endpoint, EndpointTls } from "../../engine/endpoint/endpoint.ts";
import { dockerConfigDirectory, readContext } from "../../engine/endpoint/docker-context.ts";
import { parseHost } from "../../engine/endpoint/parse-host.ts";
import { resolveEndpoint } from "../../engine/endpoint/resolve-endpoint.ts";
import { secureContext } from "../../engine/transport/tls.ts";
import { embeddedDirectories } from "../../engine/embedded/embedded-directories.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { sandboxPrefix } from "../sandboxes/visitors.ts";
import { everyEndpoint } from "./span-endpoints.ts";
import { isLoopback } from "../../kernel/loopback.ts";

/** What stands before a context's name in an address. */
export const contextPrefix = "context:";

/** A file's text; a mistake in its path is told at the start and not at the first call. */
/** The address of an engine that the server starts itself. */
const embedded = "embedded";

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
  const tls = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as EndpointTls;
  try {
    secureContext(tls);
  } catch (cause) {
    throw new GnosisError(
      "CONFIG_INVALID",
      `Certificate and key of endpoint '${name}' can't be used: ${reason(cause)}.`,
      {
        where: `endpoints.${name}`,
        next: "Give each as a PEM file; the key has to be the certificate's, and without a passphrase.",
        cause,
      },
    );
  }
  return tls;
}

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message.split(":").at(-1) : undefined) ?? "";

/** What ssh is told of the files that the settings name; without them it takes the user's own. */
function sshOptionsOf(setting: EndpointSetting): string[] {
  const { name, sshConfigFile, sshKeyFile, sshKnownHostsFile } = setting;
  for (const path of [sshConfigFile, sshKeyFile, sshKnownHostsFile]) pem(path, name);
  return [
    ...(sshConfigFile === undefined ? [] : ["-F", sshConfigFile]),
    ...(sshKeyFile === undefined ? [] : ["-i", sshKeyFile, "-o", "IdentitiesOnly=yes"]),
    // Quoted, since ssh takes several files with spaces between them.
    ...(sshKnownHostsFile === undefined
      ? []
      : ["-o", `UserKnownHostsFile="${sshKnownHostsFile}"`, "-o", "GlobalKnownHostsFile=none"]),
  ];
}

function wrongKind(setting: EndpointSetting, kind: string, fields: string): GnosisError {
  return new GnosisError(
    "CONFIG_INVALID",
    `Endpoint '${setting.name}' is a ${kind} one, and ${fields} are of others.`,
    {
      where: `endpoints.${setting.name}`,
      next: "Take them out, or correct the address.",
    },
  );
}

/** One of the docker CLI's contexts, under the name that it has here. */
function contextOf({ name, address }: EndpointSetting, environment: NodeJS.ProcessEnv): Endpoint {
  return { ...readContext(dockerConfigDirectory(environment), address.slice(contextPrefix.length)), name };
}

/** The engine that the server starts itself, by its place below the data directory. */
const embeddedEndpoint = (name: string, dataDir: string): Endpoint => ({
  name,
  kind: "embedded",
  socketPath: embeddedDirectories(dataDir).socket,
});

/** Where an endpoint's address leads, in whichever of its forms it is written. */
function addressed(setting: EndpointSetting, { dataDir, environment }: Surroundings): Endpoint {
  const { name, address } = setting;
  if (address === embedded) return embeddedEndpoint(name, dataDir);
  if (address.startsWith(contextPrefix)) return contextOf(setting, environment);
  return parseHost(name, address, tlsOf(setting));
}

/** What addresses are read with. */
interface Surroundings {
  readonly dataDir: string;
  readonly environment: NodeJS.ProcessEnv;
}

function endpointOf(setting: EndpointSetting, surroundings: Surroundings): Endpoint {
  const tls = tlsOf(setting);
  const options = sshOptionsOf(setting);
  const isContext = setting.address.startsWith(contextPrefix);
  if (isContext && (tls !== undefined || options.length > 0)) throw wrongKind(setting, "context", "tls… and ssh…");
  const endpoint = addressed(setting, surroundings);
  if (tls !== undefined && endpoint.kind !== "tcp") throw wrongKind(setting, endpoint.kind, "the fields tls…");
  if (endpoint.kind === "ssh") return options.length === 0 ? endpoint : { ...endpoint, options };
  if (options.length > 0) throw wrongKind(setting, endpoint.kind, "the fields ssh…");
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
  settings: Pick<Settings, "endpoints" | "engine" | "dataDir">,
  environment: NodeJS.ProcessEnv,
): readonly [Endpoint, ...Endpoint[]] {
  const [first, ...others] = settings.endpoints;
  refuseNames(settings.endpoints);
  if (settings.endpoints.filter(({ address }) => address === embedded).length > 1)
    throw new GnosisError("CONFIG_INVALID", "Only one endpoint can be embedded.", { where: "endpoints" });
  const surroundings = { dataDir: settings.dataDir, environment };
  if (first !== undefined)
    return [endpointOf(first, surroundings), ...others.map((one) => endpointOf(one, surroundings))];
  if (settings.engine === embedded) return [embeddedEndpoint("default", settings.dataDir)];
  if (settings.engine !== undefined) return [parseHost("default", settings.engine)];
  return [resolveEndpoint(environment)];
}
