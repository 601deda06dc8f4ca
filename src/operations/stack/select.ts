import { closest } from "../../kernel/closest.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { StackProject, StackService } from "./project.ts";

/** Which services a call is about. */
export interface Selection {
  readonly services?: readonly string[];
  readonly profiles?: readonly string[];
}

/**
 * The services that are taken, in the order in which they start: those that are named with what they wait for, or else those without a
 * profile and of the profiles that are named. Throws INPUT_INVALID for a name that isn't there, or a wait for what is not taken.
 */
export function selectServices(
  { services: all }: StackProject,
  { services: names, profiles = [] }: Selection,
): readonly StackService[] {
  const find = (name: string): StackService => {
    const found = all.find((one) => one.name === name);
    if (found !== undefined) return found;
    throw new GnosisError("INPUT_INVALID", `There is no service '${name}' in this stack.`, {
      where: "/services",
      closest: closest(name, all.map((one) => one.name)), // prettier-ignore
    });
  };
  const taken = new Set<string>();
  const enabled = (one: StackService): boolean =>
    one.profiles.length === 0 || one.profiles.some((profile) => profiles.includes(profile) || profiles.includes("*"));
  const take = (service: StackService, by?: string): void => {
    if (taken.has(service.name)) return;
    if (by !== undefined && !enabled(service))
      throw new GnosisError("INPUT_INVALID", `'${by}' waits for '${service.name}', whose profile is not taken.`, {
        where: "/profiles",
        next: `Name one of its profiles: ${service.profiles.join(", ")}.`,
      });
    taken.add(service.name);
    for (const wait of service.waits) if (wait.required) take(find(wait.service), service.name);
  };
  for (const service of names === undefined ? all.filter(enabled) : names.map(find)) take(service);
  return all.filter(({ name }) => taken.has(name));
}
