import { lstat, readlink, realpath } from "node:fs/promises";
import { posix } from "node:path";

/** A host directory that this process sees under another path: a bind mount of our own container. */
export interface OwnMount {
  /** On the host. */
  readonly source: string;
  /** Here. */
  readonly destination: string;
}

/** What became of a host path. */
export type Resolved =
  /** Followed through every link; `missing` when its end is not there yet. */
  | { readonly kind: "seen"; readonly path: string; readonly type: "directory" | "file" | "other" | "missing" }
  /** Outside what this process can look at. */
  | { readonly kind: "unseen"; readonly path: string }
  /** A loop of links, or something that can't be read. */
  | { readonly kind: "broken"; readonly path: string };

/** The host's file system as far as this process can look at it. */
export interface HostPaths {
  /** Where a host path really leads. */
  readonly resolve: (path: string) => Promise<Resolved>;
  /** Host paths that are never mounted: the engine's socket, the server's own data, the engine's data. */
  readonly forbidden: readonly string[];
  /** A path as our own container sees it, as the host knows it; the path itself when no own mount holds it. */
  readonly toHost: (path: string) => string;
}

/** Whether a path is the directory or lies below it; both absolute and without `.` and `..`. */
export function isWithin(path: string, directory: string): boolean {
  return directory === "/" || path === directory || path.startsWith(`${directory}/`);
}

/** How the file system of the host can be looked at. */
export interface HostPathsOptions {
  readonly forbidden: readonly string[];
  /** Bind mounts of the container that this process runs in; undefined when it runs on the host itself. */
  readonly ownMounts?: readonly OwnMount[];
}

const mostLinks = 40;

/**
 * Looks at host paths from here. On the host itself every path can be followed; in a container only what lies below one of its own
 * bind mounts, link by link, because an absolute link found there means a path of the host and not of the container.
 */
export function createHostPaths({ forbidden, ownMounts }: HostPathsOptions): HostPaths {
  // On most hosts /var/run is a link to /run, and from a container that can't be seen.
  const twins = forbidden.flatMap((path) => [
    path,
    path.replace(/^\/var\/run\//, "/run/"),
    path.replace(/^\/run\//, "/var/run/"),
  ]);
  const mounts = ownMounts?.toSorted((left, right) => right.source.length - left.source.length);
  const local = (path: string): string | undefined => {
    if (mounts === undefined) return path;
    const mount = mounts.find(({ source }) => isWithin(path, source));
    return mount === undefined
      ? undefined
      : posix.join(mount.destination, path.slice(mount.source === "/" ? 0 : mount.source.length));
  };
  const toHost = (path: string): string => {
    const mount = (ownMounts ?? [])
      .toSorted((left, right) => right.destination.length - left.destination.length)
      .find(({ destination }) => isWithin(path, destination));
    return mount === undefined ? path : posix.join(mount.source, path.slice(mount.destination.length));
  };
  const resolve = async (path: string): Promise<Resolved> => {
    let links = 0;
    let done = "/";
    let rest = path.split("/").filter((part) => part !== "");
    while (rest.length > 0) {
      const [part = "", ...after] = rest;
      if (part === "..") {
        done = posix.dirname(done);
        rest = after;
        continue;
      }
      const next = part === "." ? done : posix.join(done, part);
      const here = local(next);
      if (here === undefined) {
        // Above the top of an own mount nothing can be seen, but nothing of ours is linked there either: the mount's own source is real.
        if (mounts?.some(({ source }) => isWithin(source, next)) === true) {
          done = next;
          rest = after;
          continue;
        }
        return { kind: "unseen", path: posix.join(next, ...after) };
      }
      try {
        const found = await lstat(here);
        if (found.isSymbolicLink() && !(mounts !== undefined && mounts.some(({ source }) => source === next))) {
          if (++links > mostLinks) return { kind: "broken", path };
          const target = await readlink(here);
          rest = [...target.split("/").filter((each) => each !== ""), ...after];
          if (target.startsWith("/")) done = "/";
          continue;
        }
        if (!found.isDirectory() && after.length > 0) return { kind: "broken", path };
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== "ENOENT") return { kind: "broken", path };
        if (after.includes("..")) return { kind: "broken", path };
        return { kind: "seen", path: posix.join(next, ...after), type: "missing" };
      }
      done = next;
      rest = after;
    }
    const here = local(done);
    if (here === undefined) return { kind: "unseen", path: done };
    const end = await lstat(here).catch(() => undefined);
    if (end === undefined) return { kind: "broken", path };
    return { kind: "seen", path: done, type: end.isDirectory() ? "directory" : end.isFile() ? "file" : "other" };
  };
  return { resolve, forbidden: [...new Set(twins)], toHost };
}

/** Where local paths really are, for the list of forbidden ones: each as given and as resolved. */
export async function withRealPaths(paths: readonly string[]): Promise<string[]> {
  const real = await Promise.all(paths.map((path) => realpath(path).catch(() => path)));
  return [...new Set([...paths, ...real])];
}
