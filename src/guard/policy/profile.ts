import { bytesOf, listed, type ScopeTerm } from "./policy-file.ts";
import type { ContainmentLimits, ContainmentProfile } from "./policy.ts";
import type { Role } from "./role.ts";

/** What roles get that don't say it themselves. */
export interface ContainmentDefaults {
  /** Host directories: the setting `mountRoots`. */
  readonly mountRoots?: readonly string[];
  readonly limits?: ContainmentLimits;
}

/** A role that is kept to Compose projects may not give what it makes the name of another one. */
function projectsOf(role: Role): readonly string[] {
  return listed<ScopeTerm>(role.file.scope).flatMap(({ project }) => listed<string>(project));
}

/** The containment profile of a role; of no role, and of one that says none, the strictest with no directory at all or the default ones. */
export function profileOf(role: Role | undefined, defaults: ContainmentDefaults): ContainmentProfile {
  const said = role?.file.containment;
  const mountRoots = said?.mountRoots ?? defaults.mountRoots ?? [];
  if (role === undefined || said === undefined) return { level: "restricted", mountRoots };
  const { memory, cpus, pids } = { ...defaults.limits, ...said.limits };
  const limits: ContainmentLimits = {
    ...(memory === undefined ? {} : { memory: bytesOf(memory) }),
    ...(cpus === undefined ? {} : { cpus }),
    ...(pids === undefined ? {} : { pids }),
  };
  const projects = projectsOf(role);
  return {
    level: said.level,
    mountRoots,
    ...(said.mountBelow === undefined ? {} : { mountBelow: said.mountBelow }),
    ...(projects.length === 0 ? {} : { projects }),
    ...(said.images === undefined ? {} : { images: said.images }),
    ...(said.publish?.addresses === undefined ? {} : { publishAddresses: said.publish.addresses }),
    ...(said.publish?.ports === undefined ? {} : { publishPorts: said.publish.ports }),
    ...(said.networks === undefined ? {} : { networks: said.networks }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(said.buildKit === undefined ? {} : { buildKit: said.buildKit }),
  };
}
