import { matchesGlob } from "../../../kernel/patterns.ts";
import { ownerLabel } from "../../../catalogue/owner-label.ts";
import { protectedLabel } from "../../protect.ts";
import type { Court } from "../court.ts";
import type { Check } from "./check.ts";

/** Labels that would put something into a scope other than the caller's: it is kept to certain values of them. */
export function foreignLabels(
  labels: Readonly<Record<string, string>>,
  { profile }: Pick<Court, "profile">,
): [string, string][] {
  return (profile.labels ?? []).flatMap(({ name, patterns }): [string, string][] => {
    const value = Object.hasOwn(labels, name) ? labels[name] : undefined;
    if (value === undefined || value === "" || patterns.some((pattern) => matchesGlob(pattern, value))) return [];
    return [[name, value]];
  });
}

/** Labels with the owner in them, which only the guard writes. Nothing when they stay as they are. */
export function judgeLabels(
  labels: Readonly<Record<string, string>>,
  at: string,
  court: Court,
  write: boolean,
): Record<string, string> | undefined {
  const said = Object.hasOwn(labels, ownerLabel) ? labels[ownerLabel] : undefined;
  const { owner } = court;
  // An empty one hides the owner of an image, where nobody's container is made from it.
  const right = said === owner || (owner === undefined && said === "");
  if (said !== undefined && !right && court.view === "request")
    court.never(at, "Owner", `The label ${ownerLabel} is written by the server alone.`);
  if (Object.hasOwn(labels, protectedLabel) && court.view === "request")
    court.unwanted(at, "Owner", `The label ${protectedLabel} may not be given by this role.`);
  for (const [name, value] of foreignLabels(labels, court))
    court.unwanted(at, "Owner", `This role does not work on what has the label ${name}=${JSON.stringify(value)}.`);
  if (!write || owner === undefined || said === owner) return undefined;
  court.changed(`${at}[${JSON.stringify(ownerLabel)}]`);
  return { ...labels, [ownerLabel]: owner };
}

export const labels: Check = (map: Readonly<Record<string, string>>, at: string, court: Court) => {
  if (court.view === "request") return judgeLabels(map, at, court, true);
  if (map[protectedLabel] === "true")
    court.unwanted(at, "Owner", `The label ${protectedLabel} may not be given by this role.`);
  for (const [name, value] of foreignLabels(map, court))
    court.unwanted(at, "Owner", `This role does not work on what has the label ${name}=${JSON.stringify(value)}.`);
  if ((map[ownerLabel] ?? "") !== (court.owner ?? ""))
    court.never(at, "Owner", "The container does not carry its owner's label.");
  return undefined;
};

/** Labels of what the server does not mark as anybody's: nobody gives it an owner either. */
export const unowned: Check = (map: Readonly<Record<string, string>>, at: string, court: Court) => {
  if (Object.hasOwn(map, ownerLabel))
    court.never(at, "Owner", `The label ${ownerLabel} is written by the server alone.`);
};
