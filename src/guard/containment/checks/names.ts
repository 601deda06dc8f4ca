import { hiddenPrefix, isHiddenName } from "../../../catalogue/hidden-names.ts";
import type { Court } from "../court.ts";
import type { Check } from "./check.ts";

/** True for a name that the engine could also read as the beginning of an id: whoever has it could stand in for another object. */
export function looksLikeId(name: string): boolean {
  return /^\/?[0-9a-f]{12,64}$/.test(name);
}

/** Judges the name of something new. */
export const objectName: Check = (name: string, at: string, court: Court) => {
  if (looksLikeId(name))
    court.unwanted(at, "Names", `The name ${name} looks like an id and could stand in for another object.`);
};

/** A network's name may read like an id, as some clients make them, but not be the beginning of one that there is. */
export const networkName: Check = async (name: string, at: string, court: Court) => {
  if (!/^[0-9a-f]+$/.test(name)) return;
  const found = await court.parts.find("network", name);
  if (found !== undefined && found.name !== name)
    court.unwanted(at, "Names", `The name ${name} could stand in for another network.`);
};

export const workingDir: Check = (path: string, at: string, court: Court) => {
  // Below /proc a working directory has led out of containers before (CVE-2024-21626).
  if (/^\/+(?:\.\/+)*(?:proc|sys|dev)(?:\/|$)/.test(path) || path.split("/").includes(".."))
    court.host(
      at,
      "Working Directory",
      "The working directory may not lie below /proc, /sys or /dev, or have '..' in it.",
    );
};

export const newVolume: Check = async (name: string, at: string, court: Court) => {
  if (name === "") return;
  if (isHiddenName(name)) court.never(at, "Names", `Names that begin with ${hiddenPrefix} are the trash's.`);
  objectName(name, at, court);
  const taken = await court.parts.find("volume", name);
  if (taken === undefined || court.profile.level === "privileged" || court.parts.mayUse(court.caller, taken)) return;
  court.unwanted(at, "Names", `The volume name ${name} is taken.`);
};
