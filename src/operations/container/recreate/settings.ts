import type { ContainerInspect } from "../../../engine/model.ts";

type Fields = Readonly<Record<string, unknown>>;

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
const isNothing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === "" ||
  (typeof value === "object" && Object.keys(value).length === 0);

/** What says something; the engine's own nothing stands for the rest. */
export const saidOf = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => !isNothing(value)));

const without = (map: unknown, defaults: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries((map ?? {}) as Fields).filter(([key, value]) => !same(value, ((defaults ?? {}) as Fields)[key])),
  );

/**
 * A container's `Config` without what it has from its image: a new image brings its own. What was chosen stays, also where the image
 * would say otherwise.
 */
export function ownConfig(inspect: ContainerInspect, image: Fields): Record<string, unknown> {
  const { Config, HostConfig, Id } = inspect;
  const imageEnv = (image["Env"] ?? []) as readonly string[];
  const foreignName = /^(?:host|container:)/u.test(HostConfig.NetworkMode ?? "");
  const own: Record<string, unknown> = { ...Config };
  for (const field of [
    "Entrypoint",
    "Cmd",
    "WorkingDir",
    "User",
    "Healthcheck",
    "StopSignal",
    "Shell",
    "OnBuild",
    "ArgsEscaped",
  ])
    if (same(own[field], image[field])) delete own[field];
  own["Env"] = (Config.Env ?? []).filter((entry) => !imageEnv.includes(entry));
  own["Labels"] = without(Config.Labels, image["Labels"]);
  own["ExposedPorts"] = without(own["ExposedPorts"], image["ExposedPorts"]);
  // The id's beginning is the engine's own choice, and with a foreign network the name is that one's.
  if (own["Hostname"] === Id.slice(0, 12) || foreignName) delete own["Hostname"];
  if (foreignName) delete own["Domainname"];
  // Each volume is mounted by its name instead.
  delete own["Volumes"];
  // These speak of the client that made it.
  for (const field of ["AttachStdin", "AttachStdout", "AttachStderr"]) delete own[field];
  const said = saidOf(own);
  // The image has an entry point and the container was told to have none.
  if (isNothing(Config.Entrypoint) && !isNothing(image["Entrypoint"])) said["Entrypoint"] = [];
  return said;
}

interface Mount {
  readonly Type: string;
  readonly Source?: string;
  readonly Target: string;
}

/** `HostConfig`, with anonymous volumes named, so that the new container has the same ones. */
export function ownHostConfig(inspect: ContainerInspect, cgroupVersion: string | undefined): Record<string, unknown> {
  const { HostConfig, Mounts } = inspect;
  const host: Record<string, unknown> = { ...HostConfig };
  for (const field of ["VolumesFrom", "ContainerIDFile", "ConsoleSize"]) delete host[field];
  // The engine shows its own lists, and containment takes none: the new container gets the engine's again.
  if (String(host["MaskedPaths"]).includes("/proc/kcore")) delete host["MaskedPaths"];
  if (String(host["ReadonlyPaths"]).includes("/proc/sys")) delete host["ReadonlyPaths"];
  // With cgroup version 1 the host's namespace is the engine's default, and asking for it a privilege.
  if (cgroupVersion !== "2" && host["CgroupnsMode"] === "host") delete host["CgroupnsMode"];
  const mounts = ((host["Mounts"] ?? []) as readonly Mount[]).filter(
    ({ Type, Source = "" }) => Type !== "volume" || Source !== "",
  );
  const binds = (host["Binds"] ?? []) as readonly string[];
  const covered = new Set([...mounts.map(({ Target }) => Target), ...binds.map((bind) => bind.split(":")[1] ?? bind)]);
  const volumes = (Mounts ?? [])
    .filter(({ Type, Destination }) => Type === "volume" && !covered.has(Destination ?? ""))
    .map(({ Name, Destination, RW }) => ({
      Type: "volume",
      Source: Name,
      Target: Destination,
      ...(RW === false ? { ReadOnly: true } : {}),
    }));
  return saidOf({ ...host, Mounts: [...mounts, ...volumes] });
}
