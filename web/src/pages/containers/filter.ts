import type { Asker } from "../../parts/asker.ts";
import type { ContainerRow } from "../shapes.ts";

/** Who changed a container last, and when. */
export interface LastChange {
  readonly by: string;
  /** What kind of caller that is. */
  readonly asker?: Asker;
  readonly operation: string;
  readonly time: string;
}

type Test = (container: ContainerRow, value: string, last: LastChange | undefined) => boolean;

const has = (text: string | null, value: string): boolean => (text ?? "").toLowerCase().includes(value);

/** The words before a colon, and what they look at. */
export const tokens: Readonly<Record<string, Test>> = {
  state: ({ status, health }, value) => status === value || health === value,
  image: ({ image }, value) => has(image, value),
  project: ({ project }, value) => has(project, value),
  network: ({ networks }, value) => networks.some((name) => has(name, value)),
  port: ({ ports }, value) =>
    Object.entries(ports).some(
      ([inside, hosts]) => inside.startsWith(value) || hosts?.some(({ HostPort }) => HostPort === value) === true,
    ),
  label: ({ labels }, value) => Object.entries(labels).some(([name, text]) => has(`${name}=${text}`, value)),
  by: (_, value, last) => last !== undefined && has(last.by, value),
};

/** The parts of a filter; each must fit. */
export const partsOf = (filter: string): readonly string[] => filter.split(/\s+/).filter((part) => part !== "");

/** `state:exited image:postgres by:build-bot word`: every part must fit; one with `-` before it must not. */
export function matches(container: ContainerRow, filter: string, last?: LastChange): boolean {
  return partsOf(filter.toLowerCase()).every((part) => {
    const negated = part.startsWith("-");
    const bare = negated ? part.slice(1) : part;
    const colon = bare.indexOf(":");
    const test = colon > 0 ? tokens[bare.slice(0, colon)] : undefined;
    const fits =
      test === undefined
        ? has(container.name, bare) || container.id.startsWith(bare)
        : test(container, bare.slice(colon + 1), last);
    return fits !== negated;
  });
}

/** The filter with one part put in or, when it stands there, taken out. */
export function toggled(filter: string, part: string): string {
  const parts = partsOf(filter);
  return (parts.includes(part) ? parts.filter((one) => one !== part) : [...parts, part]).join(" ");
}
