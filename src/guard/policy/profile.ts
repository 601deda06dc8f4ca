import type { AnyOperation } from "../../catalogue/operation.ts";
import { ownerLabel } from "../../catalogue/owner-label.ts";
import { bytesOf, listed, type ScopeFile, type ScopeTerm } from "./policy-file.ts";
import type { ContainmentLimits, ContainmentProfile } from "./policy.ts";
import type { Role } from "./role.ts";
import { namesImages, projectLabel } from "./scope.ts";

/** What roles get that don't say it themselves. */
export interface ContainmentDefaults {
  /** Host directories: the setting `mountRoots`. */
  readonly mountRoots?: readonly string[];
  readonly limits?: ContainmentLimits;
}

type Labels = NonNullable<ContainmentProfile["labels"]>;

/** Who is kept to Compose projects, or to some values of a label, may not give what is made the name of another one. */
function labelsOf(scope: ScopeFile | undefined): Labels {
  const found = new Map<string, string[]>();
  for (const { label = {}, project } of listed<ScopeTerm>(scope)) {
    const said = [
      ...Object.entries(label),
      ...listed<string>(project).map((pattern) => [projectLabel, pattern] as const),
    ];
    for (const [name, pattern] of said)
      // Whose something is, the server says itself.
      if (name !== ownerLabel) found.set(name, [...(found.get(name) ?? []), pattern]);
  }
  return [...found].map(([name, patterns]) => ({ name, patterns }));
}

/** A profile for who has a scope of its own beside the role's: both hold. */
export function narrowed(profile: ContainmentProfile, scope: ScopeFile | undefined): ContainmentProfile {
  const labels = [...(profile.labels ?? []), ...labelsOf(scope)];
  return {
    ...profile,
    ...(labels.length === 0 ? {} : { labels }),
    ...(namesImages(scope) ? { imagesInScope: true } : {}),
  };
}

/** Whether a profile lets an operation through whose making no body tells. */
export const lets = ({ uncontained }: Pick<AnyOperation, "uncontained">, profile: ContainmentProfile): boolean =>
  uncontained === undefined ||
  profile.level === "privileged" ||
  (uncontained === "buildKit" && profile.buildKit === true);

/** The containment profile of a role; of no role, and of one that says none, the strictest with no directory at all or the default ones. */
export function profileOf(role: Role | undefined, defaults: ContainmentDefaults): ContainmentProfile {
  const said = role?.file.containment;
  const mountRoots = said?.mountRoots ?? defaults.mountRoots ?? [];
  if (role === undefined) return { level: "restricted", mountRoots };
  const { scope } = role.file;
  if (said === undefined) return narrowed({ level: "restricted", mountRoots }, scope);
  const { memory, cpus, pids } = { ...defaults.limits, ...said.limits };
  const limits: ContainmentLimits = {
    ...(memory === undefined ? {} : { memory: bytesOf(memory) }),
    ...(cpus === undefined ? {} : { cpus }),
    ...(pids === undefined ? {} : { pids }),
  };
  const own: ContainmentProfile = {
    level: said.level,
    mountRoots,
    ...(said.mountBelow === undefined ? {} : { mountBelow: said.mountBelow }),
    ...(said.images === undefined ? {} : { images: said.images }),
    ...(said.publish?.addresses === undefined ? {} : { publishAddresses: said.publish.addresses }),
    ...(said.publish?.ports === undefined ? {} : { publishPorts: said.publish.ports }),
    ...(said.networks === undefined ? {} : { networks: said.networks }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(said.buildKit === undefined ? {} : { buildKit: said.buildKit }),
  };
  return narrowed(own, scope);
}
