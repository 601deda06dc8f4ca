import { posix } from "node:path";
import type { Court } from "../court.ts";
import { isWithin } from "../host-paths.ts";
import { ownSocketFor } from "./own-socket.ts";

const control = "HostPath Volumes";

/** Never mounted below the privileged profile, whatever the roots say: what runs the host, its devices and its sockets. */
const hostTrees = ["/proc", "/sys", "/dev", "/run", "/var/run", "/boot", "/var/lib/docker", "/var/lib/containerd"];

function inForbidden(path: string, court: Court): boolean {
  return court.parts.paths.forbidden.some((forbidden) => isWithin(path, forbidden));
}

async function holdsForbidden(path: string, court: Court): Promise<boolean> {
  const engineData = (await court.parts.habits?.())?.dataDirectory;
  const trees = engineData === undefined ? hostTrees : [...hostTrees, engineData];
  return [...court.parts.paths.forbidden, ...trees].some(
    (forbidden) => isWithin(forbidden, path) || isWithin(path, forbidden),
  );
}

/** The directories that the profile allows, as the host knows them. */
function rootsOf({ profile, parts }: Court): readonly string[] {
  return [...new Set(profile.mountRoots.flatMap((root) => [root, parts.paths.toHost(root)]))];
}

/** The allowed root that holds a path by its text: the deepest one. */
function rootOf(path: string, court: Court): string | undefined {
  return rootsOf(court)
    .filter((root) => isWithin(path, root))
    .toSorted((left, right) => right.length - left.length)[0];
}

/**
 * Judges the host side of a bind mount and gives the path to send: clean, and followed through its links where this process can
 * see them. Where it can't, only a root itself is taken, since what lies below may be a link that somebody else planted.
 */
export async function judgeBindSource(source: string, field: string, court: Court): Promise<string> {
  if (!source.startsWith("/") || source.includes("\0")) {
    court.never(field, control, `The source ${JSON.stringify(source)} is not an absolute path.`);
    return source;
  }
  const parts = source.split("/");
  if (parts.includes("..")) {
    court.host(field, control, "The source may not have '..' in it.");
    if (court.profile.level !== "privileged") return source;
  }
  const written = posix.join("/", ...parts.filter((part) => part !== ""));
  const clean = await hostPathOf(written, court);
  const own = await ownSocketFor(written, court);
  if (own !== undefined) {
    if (own !== source) court.changed(field);
    return own;
  }
  const resolved = await court.parts.paths.resolve(clean);
  const real = resolved.path;
  if (inForbidden(clean, court) || inForbidden(real, court)) {
    court.never(field, control, "The engine's socket and the server's own data are never mounted.");
    return source;
  }
  if (court.profile.level === "privileged") {
    court.host(field, control, "A host directory is mounted.");
    if (resolved.kind !== "seen" || real === source) return source;
    court.changed(field);
    return real;
  }
  const root = rootOf(clean, court);
  if (root === undefined) {
    court.host(field, control, "The source lies outside the directories that this role may mount.");
    return source;
  }
  if (court.profile.mountBelow === false && !isRootItself(clean, root, court)) {
    court.host(field, control, `Only ${root} itself may be mounted, and nothing below it.`);
    return source;
  }
  if ((await holdsForbidden(clean, court)) || (await holdsForbidden(real, court))) {
    court.host(field, control, "The source is, or holds, a directory that runs the host.");
    return source;
  }
  if (resolved.kind === "broken") {
    court.host(field, control, "The source can't be followed to its end.");
    return source;
  }
  if (resolved.kind === "unseen") {
    if (clean !== source) court.changed(field);
    return unseen(clean, root, field, court);
  }
  if (resolved.type === "other") {
    court.host(field, control, "The source is a socket, a device or a pipe.");
    return source;
  }
  const realRoots = await Promise.all(rootsOf(court).map((each) => court.parts.paths.resolve(each)));
  if (!realRoots.some((each) => each.kind === "seen" && isWithin(real, each.path))) {
    court.host(field, control, "The source leads out of the directories that this role may mount.");
    return source;
  }
  if (real !== source) court.changed(field);
  return real;
}

/**
 * The host's path that is meant. Both the host and our own container may have one by that name: what lies in a root as it is written, and
 * can be seen there, is the host's.
 */
async function hostPathOf(written: string, court: Court): Promise<string> {
  const translated = court.parts.paths.toHost(written);
  if (translated === written || rootOf(translated, court) === undefined) return written;
  if (rootOf(written, court) === undefined) return translated;
  return (await court.parts.paths.resolve(written)).kind === "unseen" ? translated : written;
}

/** A root is safe to name, since nobody below it can put a link in its place; one that lies in another root is not. */
function isRootItself(clean: string, root: string, court: Court): boolean {
  return clean === root && !rootsOf(court).some((other) => other !== root && isWithin(root, other));
}

function unseen(clean: string, root: string, field: string, court: Court): string {
  if (!isRootItself(clean, root, court))
    court.host(
      field,
      control,
      `The server can't look into ${root}, so it can't tell where links below it lead. Mount that directory (read-only will do) into the server's own container, or mount ${root} itself.`,
    );
  return clean;
}
