import { mergeEnvironment } from "../../fields/environment.ts";
import type { CreateInput } from "./input.ts";
import { limitBody } from "./limits.ts";

type Fields = Record<string, unknown>;

/** Drops what was not said, so that the engine's own defaults stand. */
function said(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The body of `POST /containers/create` that this input asks for. */
export function createBody(input: CreateInput): Fields {
  const env = input.env ?? input.environment;
  const network = input.network_mode ?? input.network;
  const exposed = Object.keys(input.ports ?? {});
  return said({
    Image: input.image,
    Cmd: input.command,
    Entrypoint: input.entrypoint,
    Env: env === undefined ? undefined : mergeEnvironment(env),
    Labels: input.labels,
    ExposedPorts: exposed.length === 0 ? undefined : Object.fromEntries(exposed.map((port) => [port, {}])),
    Hostname: input.hostname,
    Domainname: input.domainname,
    User: input.user,
    WorkingDir: input.workdir ?? input.working_dir,
    Tty: input.tty,
    OpenStdin: input.stdin_open,
    StopSignal: input.stop_signal,
    // The engine counts whole seconds here.
    StopTimeout: input.stop_timeout === undefined ? undefined : Math.ceil(input.stop_timeout / 1000),
    Healthcheck: input.healthcheck,
    HostConfig: hostConfig(input, network),
    NetworkingConfig: networkingConfig(input, network),
  });
}

function hostConfig(input: CreateInput, network: string | undefined): Fields {
  const mounts = [...(input.volumes ?? []), ...(input.mounts ?? [])];
  const log = said({ Type: input.log_driver, Config: input.log_options });
  return said({
    ...limitBody(input),
    NetworkMode: network,
    PortBindings: input.ports,
    PublishAllPorts: input.publish_all,
    Mounts: mounts.length === 0 ? undefined : mounts,
    Tmpfs: input.tmpfs,
    Dns: input.dns,
    DnsSearch: input.dns_search,
    ExtraHosts: input.extra_hosts,
    GroupAdd: input.group_add,
    Init: input.init,
    ReadonlyRootfs: input.read_only,
    AutoRemove: input.auto_remove,
    ShmSize: input.shm_size,
    Ulimits: input.ulimits,
    LogConfig: Object.keys(log).length === 0 ? undefined : log,
    CapAdd: input.cap_add,
    CapDrop: input.cap_drop,
    Privileged: input.privileged,
    SecurityOpt: input.security_opt,
    Devices: input.devices,
    Sysctls: input.sysctls,
    PidMode: input.pid_mode,
    IpcMode: input.ipc_mode,
    UTSMode: input.uts_mode,
    UsernsMode: input.userns_mode,
    CgroupnsMode: input.cgroupns_mode,
    Runtime: input.runtime,
  });
}

function networkingConfig(input: CreateInput, network: string | undefined): Fields | undefined {
  const endpoint = said({
    Aliases: input.aliases,
    IPAMConfig:
      input.ip === undefined
        ? undefined
        : input.ip.includes(":")
          ? { IPv6Address: input.ip }
          : { IPv4Address: input.ip },
  });
  if (network === undefined || Object.keys(endpoint).length === 0) return undefined;
  return { EndpointsConfig: { [network]: endpoint } };
}
