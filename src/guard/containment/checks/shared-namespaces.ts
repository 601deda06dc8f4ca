import type { Court } from "../court.ts";
import type { Check } from "./check.ts";
import { judgeMountedVolume } from "./volume-source.ts";

const control = "Host Namespaces";

/** Judges a container whose namespaces or volumes are to be shared, and gives its full id. */
export async function judgeOther(reference: string, field: string, court: Court): Promise<string> {
  const privileged = court.profile.level === "privileged";
  const other = await court.parts.find(
    "container",
    reference,
    privileged ? undefined : (one) => court.parts.mayUse(court.caller, one),
  );
  // Whoever may share with any container hears from the engine itself that there is none.
  if (other === undefined && privileged) return reference;
  if (other === undefined) {
    court.never(field, control, `There is no container ${JSON.stringify(reference)} that you may share with.`);
    return reference;
  }
  if (court.parts.isProtected(other.id)) {
    court.never(field, control, "Nothing is shared with the server's own container.");
    return reference;
  }
  if (!privileged) await judgeOtherItself(other.id, field, court);
  return other.id;
}

/** What one may not have directly, one may not borrow from another container either. */
async function judgeOtherItself(id: string, field: string, court: Court): Promise<void> {
  const inspect = (await court.parts.inspectContainer(id)) as {
    readonly HostConfig?: Readonly<Record<string, unknown>>;
    readonly Mounts?: readonly { readonly Type?: string }[] | null;
  };
  const config = inspect.HostConfig ?? {};
  const modes = ["NetworkMode", "PidMode", "IpcMode", "UTSMode", "UsernsMode"].map((name) => config[name]);
  const shares = modes.some((mode) => mode === "host" || (typeof mode === "string" && mode.startsWith("container:")));
  if (config["Privileged"] === true || shares)
    court.host(field, control, "That container reaches further than this role may.");
}

const sharing =
  (plain: RegExp): Check =>
  async (mode: string, at: string, court: Court) => {
    if (mode === "host") {
      court.host(at, control, `${at} may not be the host's.`);
      return undefined;
    }
    if (mode.startsWith("container:")) return `container:${await judgeOther(mode.slice(10), at, court)}`;
    if (!plain.test(mode)) court.host(at, control, `${at} may not be ${JSON.stringify(mode)}.`);
    return undefined;
  };

export const pidMode: Check = sharing(/^$/);
export const ipcMode: Check = sharing(/^(?:|none|private|shareable)$/);

export const volumesFrom: Check = async (list: readonly string[], at: string, court: Court) => {
  const out: string[] = [];
  for (const [index, entry] of list.entries()) {
    const [reference = "", mode, ...more] = entry.split(":");
    const field = `${at}[${index}]`;
    if (more.length > 0 || (mode !== undefined && mode !== "ro" && mode !== "rw"))
      court.host(field, "Volume Types", "Only ro and rw may stand after the container.");
    const id = await judgeOther(reference, field, court);
    if (court.profile.level !== "privileged") await judgeBorrowed(id, field, court);
    out.push(mode === undefined ? id : `${id}:${mode}`);
  }
  return out;
};

async function judgeBorrowed(id: string, field: string, court: Court): Promise<void> {
  if (!/^[0-9a-f]{64}$/.test(id)) return;
  const inspect = (await court.parts.inspectContainer(id)) as {
    readonly Mounts?: readonly { readonly Type?: string; readonly Name?: string }[] | null;
  };
  const mounts = inspect.Mounts ?? [];
  for (const { Type, Name } of mounts)
    if (Type === "volume" && Name !== undefined) await judgeMountedVolume(Name, field, court);
  if (mounts.some((mount) => mount.Type !== "volume" && mount.Type !== "tmpfs"))
    court.host(
      field,
      "HostPath Volumes",
      "That container has a host directory; name it yourself, so that it can be judged.",
    );
}
