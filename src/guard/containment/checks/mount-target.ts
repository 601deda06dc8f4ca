import type { Court } from "../court.ts";

/** Places in a container that no mount may cover. `/dev/shm` is memory of the container's own. */
const closed = ["/proc", "/sys", "/dev"];

const below = (path: string, directory: string): boolean => path === directory || path.startsWith(`${directory}/`);

/** Judges where in the container something is mounted. */
export function judgeTarget(target: string, field: string, court: Court): void {
  const parts = target.split("/");
  const plain = target.startsWith("/") && !target.includes("\0") && !target.includes(":");
  if (!plain || parts.includes("..") || parts.includes(".")) {
    court.host(field, "Mount Targets", `The target ${JSON.stringify(target)} is not a plain absolute path.`);
    return;
  }
  const clean = `/${parts.filter((part) => part !== "").join("/")}`;
  if (clean === "/") court.host(field, "Mount Targets", "Nothing can be mounted over the container's root.");
  if (clean === "/dev/shm") return;
  if (closed.some((directory) => below(clean, directory)))
    court.host(field, "Mount Targets", `Nothing may be mounted over ${clean}.`);
}
