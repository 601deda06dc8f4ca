import { posix } from "node:path";
import type { Court } from "../court.ts";
import { isWithin } from "../host-paths.ts";

interface Inspected {
  readonly Mounts?: readonly { readonly Type?: string; readonly Destination?: string; readonly RW?: boolean }[] | null;
}

const plain = (path: string): string => posix.normalize(`/${path}`).replace(/(.)\/$/, "$1");

/**
 * Judges where an archive is unpacked: in a bind mount it is written to the host. Entries and links can lead there from anywhere, so that
 * a container with such a mount takes archives only of who may run commands in it, and could write there anyway.
 */
export async function judgeUpload(path: string, court: Court): Promise<Record<string, unknown>> {
  const target = court.targets.find(({ kind }) => kind === "container");
  if (target === undefined) return {};
  const { Mounts } = (await court.parts.inspectContainer(target.id)) as Inspected;
  const binds = (Mounts ?? []).filter(({ Type }) => Type === "bind");
  const inside = binds.some(({ Destination = "" }) => isWithin(plain(path), plain(Destination)));
  const reached = binds.some(({ RW }) => RW !== false) && !court.parts.mayUse(court.caller, target);
  if (inside || reached)
    court.host("path", "HostPath Volumes", "The archive would be written through a bind mount to the host.");
  return {};
}
