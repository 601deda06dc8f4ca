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

/** `HostConfig` without what is said elsewhere or is the engine's own: mounts are carried over by `ownMounts`. */
export function ownHostConfig(inspect: ContainerInspect, cgroupVersion: string | undefined): Record<string, unknown> {
  const host: Record<string, unknown> = { ...inspect.HostConfig };
  for (const field of ["Binds", "Mounts", "VolumesFrom", "ContainerIDFile", "ConsoleSize"]) delete host[field];
  // The engine shows its own lists, and containment takes none: the new container gets the engine's again.
  if (String(host["MaskedPaths"]).includes("/proc/kcore")) delete host["MaskedPaths"];
  if (String(host["ReadonlyPaths"]).includes("/proc/sys")) delete host["ReadonlyPaths"];
  // With cgroup version 1 the host's namespace is the engine's default, and asking for it a privilege.
  if (cgroupVersion !== "2" && host["CgroupnsMode"] === "host") delete host["CgroupnsMode"];
  // Shown as `/db:/web/alias`, asked for as `db:alias`.
  const links = (host["Links"] ?? []) as readonly string[];
  host["Links"] = links.map((link) => link.replace(/^\//u, "").replace(/:.*\//u, ":"));
  return saidOf({ ...host });
}
