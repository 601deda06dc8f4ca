import { matchesGlob } from "../../../kernel/patterns.ts";
import { ownerLabel } from "../../../catalogue/owner-label.ts";
import { projectLabel } from "../../policy/scope.ts";
import { protectedLabel } from "../../protect.ts";
import type { Court } from "../court.ts";
import type { Check } from "./check.ts";

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
  const project = Object.hasOwn(labels, projectLabel) ? labels[projectLabel] : undefined;
  const { projects } = court.profile;
  if (project !== undefined && projects !== undefined && !projects.some((pattern) => matchesGlob(pattern, project)))
    court.unwanted(at, "Owner", `This role does not work in the project ${JSON.stringify(project)}.`);
  if (!write || owner === undefined || said === owner) return undefined;
  court.changed(`${at}[${JSON.stringify(ownerLabel)}]`);
  return { ...labels, [ownerLabel]: owner };
}

export const labels: Check = (map: Readonly<Record<string, string>>, at: string, court: Court) => {
  if (court.view === "request") return judgeLabels(map, at, court, true);
  if (map[protectedLabel] === "true")
    court.unwanted(at, "Owner", `The label ${protectedLabel} may not be given by this role.`);
  if ((map[ownerLabel] ?? "") !== (court.owner ?? ""))
    court.never(at, "Owner", "The container does not carry its owner's label.");
  return undefined;
};
