import { checked, free, ignored, neutral, refused, type Table } from "./field.ts";
import { hostConfig } from "./host-config.ts";
import { networkingConfig } from "./network.ts";

/** `HealthConfig`. */
export const healthcheck: Table = {
  Test: free("strings"),
  Interval: free("integer"),
  Timeout: free("integer"),
  Retries: free("integer"),
  StartPeriod: free("integer"),
  StartInterval: free("integer"),
};

/** `ContainerConfig`, with what engines since API 1.24 knew of it. */
export const containerConfig: Table = {
  Hostname: free("string"),
  Domainname: free("string"),
  User: checked("string", "user"),
  AttachStdin: free("boolean"),
  AttachStdout: free("boolean"),
  AttachStderr: free("boolean"),
  ExposedPorts: checked("set", "exposedPorts"),
  Tty: free("boolean"),
  OpenStdin: free("boolean"),
  StdinOnce: free("boolean"),
  Env: free("strings"),
  Cmd: free("string or strings"),
  Healthcheck: free({ object: healthcheck }),
  ArgsEscaped: free("boolean"),
  Image: checked("string", "image"),
  Volumes: checked("set", "volumes"),
  WorkingDir: checked("string", "workingDir"),
  Entrypoint: free("string or strings"),
  NetworkDisabled: free("boolean"),
  OnBuild: free("strings"),
  Labels: checked("string map", "labels"),
  StopSignal: free("string"),
  StopTimeout: free("integer"),
  Shell: free("strings"),
  // Gone from newer engines.
  MacAddress: neutral("string", "Fixed Addresses"),
  PublishService: neutral("string", "Client-side"),
  PortSpecs: neutral("strings", "Client-side"),
};

/** Up to engine 26 a field of HostConfig also counted at the top level: there it is refused, so that none is overlooked. */
const flat: Table = Object.fromEntries(
  Object.entries(hostConfig)
    .filter(([name]) => !Object.hasOwn(containerConfig, name))
    .map(([name, field]) => [name, refused(field.shape, `Say ${name} inside HostConfig.`)]),
);

/** The body of `POST /containers/create`. */
export const containerCreate: Table = {
  ...flat,
  ...containerConfig,
  // Query parameters that dockerode repeats in the body.
  name: ignored,
  platform: ignored,
  HostConfig: free({ object: hostConfig }),
  NetworkingConfig: free({ object: networkingConfig }),
};
