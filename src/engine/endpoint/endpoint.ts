import type { EngineClient } from "../client.ts";

/** What TLS to an engine is made of; PEM text. */
export interface EndpointTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name that the engine's certificate must have, where it isn't the host's. */
  readonly serverName?: string;
  /** True takes any certificate: only where the user's own docker settings say so. */
  readonly insecure?: boolean;
}

interface Named {
  /** What operations and records call it. */
  readonly name: string;
  /** Pins the API version (DOCKER_API_VERSION); negotiated when absent. */
  readonly apiVersion?: string;
}

/** A Unix socket; `embedded` is the socket of an engine that the server itself started. */
export interface UnixEndpoint extends Named {
  readonly kind: "unix" | "embedded";
  readonly socketPath: string;
}

/** A Windows named pipe. */
export interface NpipeEndpoint extends Named {
  readonly kind: "npipe";
  /** Such as `\\.\pipe\docker_engine`. */
  readonly pipe: string;
}

export interface TcpEndpoint extends Named {
  readonly kind: "tcp";
  readonly host: string;
  readonly port: number;
  readonly tls?: EndpointTls;
}

/** An engine behind the system's own OpenSSH, reached as the docker CLI does: `ssh … docker system dial-stdio`. */
export interface SshEndpoint extends Named {
  readonly kind: "ssh";
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
  /** The engine's socket on the far side, where it isn't the default. */
  readonly socketPath?: string;
  /** The ssh program; `ssh` when absent. */
  readonly program?: string;
  /** Options for ssh before the host, such as `-i FILE` or `-F FILE`. */
  readonly options?: readonly string[];
}

/** The engine of a sandbox: reached without any network, by a program in the container that carries it. */
export interface SandboxEndpoint extends Named {
  readonly kind: "sandbox";
  /** Full id of that container. */
  readonly container: string;
  /** The engine that the container runs on. */
  readonly host: Pick<EngineClient, "endpoint" | "json" | "tunnel">;
}

/** A named way to reach one engine. */
export type Endpoint = UnixEndpoint | NpipeEndpoint | TcpEndpoint | SshEndpoint | SandboxEndpoint;

/** The endpoint as DOCKER_HOST would have it: for people and records. */
export function endpointAddress(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case "unix":
    case "embedded":
      return `unix://${endpoint.socketPath}`;
    case "npipe":
      return `npipe://${endpoint.pipe.replaceAll("\\", "/")}`;
    case "tcp":
      return `tcp://${endpoint.host.includes(":") ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`;
    case "sandbox":
      return `sandbox://${endpoint.host.endpoint.name}/${endpoint.container.slice(0, 12)}`;
    case "ssh":
      return `ssh://${endpoint.user ? `${endpoint.user}@` : ""}${endpoint.host}${endpoint.port ? `:${endpoint.port}` : ""}${endpoint.socketPath ?? ""}`;
  }
}
