import type { Target, TargetKind } from "../../catalogue/target.ts";
import { ownerLabel } from "../../catalogue/owner-label.ts";
import type { ContainmentProfile } from "../policy/policy.ts";
import type { Containment, ContainmentCase, Finding } from "./containment.ts";
import type { ContainmentParts } from "./court.ts";
import { createContainment } from "./create-containment.ts";
import type { HostPaths, Resolved } from "./host-paths.ts";

/** An object of the engine on paper: `mine` is the caller's, everything else somebody's. */
export function paperObject(kind: TargetKind, name: string, more: Partial<Target> & { mine?: boolean } = {}): Target {
  const { mine, ...rest } = more;
  const labels: Record<string, string> = mine === true ? { [ownerLabel]: "me" } : {};
  return {
    kind,
    id: kind === "volume" ? name : Buffer.from(name).toString("hex").padEnd(64, "0"),
    name,
    labels,
    ...rest,
  };
}

/** A host on paper: links as a map, everything below `/srv` and `/home` a directory. */
export function paperPaths(links: Readonly<Record<string, string>> = {}, more: Partial<HostPaths> = {}): HostPaths {
  const follow = (path: string): string => {
    const link = Object.keys(links).find((each) => path === each || path.startsWith(`${each}/`));
    return link === undefined ? path : follow(`${links[link] ?? ""}${path.slice(link.length)}`);
  };
  return {
    resolve: (path): Promise<Resolved> => {
      const real = follow(path);
      const type = real.endsWith(".sock") ? "other" : real.endsWith("-new") ? "missing" : "directory";
      return Promise.resolve({ kind: "seen", path: real, type });
    },
    forbidden: ["/var/run/docker.sock", "/run/docker.sock", "/srv/gnosis-data"],
    toHost: (path) => path,
    ...more,
  };
}

/** Containment over objects on paper. */
export function paperContainment(objects: readonly Target[], more: Partial<ContainmentParts> = {}): Containment {
  const find = (
    kind: TargetKind,
    reference: string,
    among: (target: Target) => boolean = () => true,
  ): Promise<Target | undefined> =>
    Promise.resolve(
      objects.find(
        (each) =>
          each.kind === kind &&
          among(each) &&
          (each.name === reference ||
            each.id === reference ||
            each.references?.includes(reference) === true ||
            (kind !== "volume" &&
              /^[0-9a-f]{4,}$/.test(reference) &&
              each.id.replace("sha256:", "").startsWith(reference))),
      ),
    );
  return createContainment({
    find,
    mayUse: (caller, target) => target.labels[ownerLabel] === caller.id,
    isProtected: (id) => id === "gnosis-data" || id.startsWith("5e1f"),
    inspectContainer: () => Promise.resolve({ HostConfig: {}, Mounts: [] }),
    paths: paperPaths(),
    ...more,
  });
}

/** The case of a caller called `me`. */
export function caseOf(
  kind: ContainmentCase["kind"],
  profile: Partial<ContainmentProfile> = {},
  more: Partial<Omit<ContainmentCase, "owner">> = {},
): ContainmentCase {
  return {
    kind,
    caller: { id: "me", name: "me", role: "develop", surface: "rest" },
    profile: { level: "baseline", mountRoots: ["/srv/ws"], ...profile },
    owner: "me",
    targets: [],
    ...more,
  };
}

/** The findings that an error of containment carries. */
export function findingsOf(error: unknown): readonly Finding[] {
  const detail = (error as { detail?: { extra?: { findings?: readonly Finding[] } } }).detail;
  return detail?.extra?.findings ?? [];
}
