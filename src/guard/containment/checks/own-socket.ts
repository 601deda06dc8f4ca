import type { Court } from "../court.ts";
import { isWithin } from "../host-paths.ts";

/** Where programs look for the engine's socket. */
const usual: ReadonlySet<string> = new Set(["/var/run/docker.sock", "/run/docker.sock"]);

/**
 * The guarded socket that the caller itself speaks through, for a mount of it or of the path where programs look for the engine's: a
 * container gets no more than who makes it has. Nothing when the mount is of something else, or the socket is not handed down.
 */
export async function ownSocketFor(source: string, court: Court): Promise<string | undefined> {
  if (court.profile.level === "privileged") return undefined;
  const own = await court.parts.ownSocket?.(court.caller);
  if (own === undefined) return undefined;
  // The engine's own view is judged as it is: there only the guarded socket itself will do.
  if (source !== own && (court.view === "inspect" || !usual.has(source))) return undefined;
  const { forbidden } = court.parts.paths;
  if (usual.has(own) || forbidden.some((path) => path !== own && isWithin(own, path))) return undefined;
  // Whoever may mount its directory could put a link in its place.
  const roots = court.profile.mountRoots.flatMap((root) => [root, court.parts.paths.toHost(root)]);
  for (const root of roots)
    if (isWithin(own, root) || isWithin(own, (await court.parts.paths.resolve(root)).path)) return undefined;
  const resolved = await court.parts.paths.resolve(own);
  if (resolved.kind !== "seen" || resolved.type !== "other" || resolved.path !== own) return undefined;
  return own;
}

/** Asks for the guarded socket as a mount that fails when it is not there: for a bind the engine would make a directory in its place. */
export async function ownSocketAsMount(hostConfig: Record<string, unknown>, court: Court): Promise<void> {
  const list = hostConfig["Binds"];
  const own = await court.parts.ownSocket?.(court.caller);
  if (!Array.isArray(list) || own === undefined || court.profile.level === "privileged") return;
  const isOwn = (bind: unknown): boolean => String(bind).startsWith(`${own}:`);
  const made = list.filter(isOwn).map((bind) => {
    const [, target, options = ""] = String(bind).split(":");
    const readOnly = options.split(",").includes("ro");
    return { Type: "bind", Source: own, Target: target, ...(readOnly ? { ReadOnly: true } : {}) };
  });
  if (made.length === 0) return;
  hostConfig["Binds"] = list.filter((bind) => !isOwn(bind));
  hostConfig["Mounts"] = [...((hostConfig["Mounts"] as unknown[] | null | undefined) ?? []), ...made];
  court.changed("HostConfig.Mounts");
}
