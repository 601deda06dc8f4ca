import type { ContainerInspect } from "../../../engine/model.ts";

/** One mount as `HostConfig.Mounts` has it. */
interface Mount {
  readonly Type: string;
  readonly Source?: string;
  readonly Target: string;
  readonly [field: string]: unknown;
}

/** Where a container's directories come from. */
export interface OwnMounts {
  readonly Binds: readonly string[];
  readonly Mounts: readonly Mount[];
}

const targetOf = (bind: string): string => bind.split(":")[1] ?? bind;

/**
 * The mounts of a container by what they are now: anonymous volumes by their names, so that the new container has the same ones, and
 * what came by way of another container (`VolumesFrom`) as mounts of its own. `without` are the paths inside that are left out.
 */
export function ownMounts({ HostConfig, Mounts }: ContainerInspect, without: ReadonlySet<string>): OwnMounts {
  const points = Mounts ?? [];
  const volumeAt = (target: string) =>
    points.find(({ Type, Destination }) => Type === "volume" && Destination === target)?.Name;
  const said = ((HostConfig["Mounts"] ?? []) as readonly Mount[]).map((mount) => {
    const name = mount.Type === "volume" && (mount.Source ?? "") === "" ? volumeAt(mount.Target) : undefined;
    return name === undefined ? mount : { ...mount, Source: name };
  });
  // A bind that is no more than a path is an anonymous volume.
  const binds = ((HostConfig["Binds"] ?? []) as readonly string[]).filter((bind) => bind.includes(":"));
  const covered = new Set([...said.map(({ Target }) => Target), ...binds.map(targetOf)]);
  const rest = points.flatMap(({ Type = "", Name, Source, Destination = "", RW, Propagation = "" }): Mount[] => {
    if (covered.has(Destination) || (Type !== "volume" && Type !== "bind")) return [];
    const readOnly = RW === false ? { ReadOnly: true } : {};
    if (Type === "volume") return [{ Type, Source: Name ?? "", Target: Destination, ...readOnly }];
    const propagation = Propagation === "" || Propagation === "rprivate" ? {} : { BindOptions: { Propagation } };
    return [{ Type, Source: Source ?? "", Target: Destination, ...readOnly, ...propagation }];
  });
  return {
    Binds: binds.filter((bind) => !without.has(targetOf(bind))),
    Mounts: [...said, ...rest].filter(({ Target }) => !without.has(Target)),
  };
}
