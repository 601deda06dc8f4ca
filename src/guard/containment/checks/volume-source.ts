import { hiddenPrefix, isHiddenName } from "../../../catalogue/hidden-names.ts";
import type { Target } from "../../../catalogue/target.ts";
import type { Court } from "../court.ts";

const control = "Volume Types";

/** What became of a volume's name. */
export type VolumeVerdict = "usable" | "missing" | "refused";

/** Whether a volume has a driver or options of its own: it may be a host directory. */
export const isSpecial = ({ driver = "local", options = {} }: Target): boolean =>
  driver !== "local" || Object.keys(options).length > 0;

/** Judges a volume that a container wants to mount by name. A missing one is made by the engine, and must then get the caller's label. */
export async function judgeVolume(name: string, field: string, court: Court): Promise<VolumeVerdict> {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name)) {
    court.never(field, control, `${JSON.stringify(name)} is neither an absolute path nor a volume's name.`);
    return "refused";
  }
  if (court.view === "request" && isHiddenName(name)) {
    court.never(field, control, `Names that begin with ${hiddenPrefix} are the trash's.`);
    return "refused";
  }
  const volume = await court.parts.find("volume", name);
  if (volume === undefined) return "missing";
  if (court.parts.isProtected(volume.id)) {
    court.never(field, control, "This volume belongs to Gnosis Docker itself.");
    return "refused";
  }
  const special = isSpecial(volume);
  if (special)
    court.host(field, control, `The volume ${name} has a driver or options of its own and may be a host directory.`);
  if (court.profile.level === "privileged" || court.parts.mayUse(court.caller, volume))
    return special ? "refused" : "usable";
  court.unwanted(field, control, `The volume name ${name} is taken, and not yours to mount.`);
  return "refused";
}

/** Judges a volume that a container has, whoever asked for it: by an image, by another container, by a request that was read differently. */
export async function judgeMountedVolume(name: string, field: string, court: Court): Promise<void> {
  const volume = await court.parts.find("volume", name);
  if (volume === undefined) return;
  if (court.parts.isProtected(volume.id)) court.never(field, control, "This volume belongs to Gnosis Docker itself.");
  else if (isSpecial(volume))
    court.host(field, control, `The volume ${name} has a driver or options of its own and may be a host directory.`);
}
