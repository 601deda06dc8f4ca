import type { Court } from "../court.ts";
import { ownerLabel } from "../../../catalogue/owner-label.ts";
import { isNeutral } from "../tables/field.ts";
import { judgeBindSource } from "./bind-source.ts";
import { listOf, optionsOf, type Check } from "./check.ts";
import { judgeLabels } from "./labels.ts";
import { judgeTarget } from "./mount-target.ts";
import { judgeVolume } from "./volume-source.ts";

const bindOptions = listOf("rw ro nocopy consistent cached delegated default private rprivate");
const tmpfsFlags = listOf("rw ro noexec exec nosuid suid nodev noatime nodiratime relatime sync async");
const tmpfsValues =
  /^(?:size=[0-9]+[kKmMgG%]?|mode=[0-7]+|uid=[0-9]+|gid=[0-9]+|nr_inodes=[0-9]+[kKmMgG]?|nr_blocks=[0-9]+[kKmMgG]?)$/;

function judgeTmpfsOptions(options: readonly string[], field: string, court: Court): void {
  for (const option of options)
    if (!tmpfsFlags.has(option) && !tmpfsValues.test(option))
      court.host(field, "Volume Types", `The tmpfs option ${JSON.stringify(option)} may not be given.`);
}

async function judgeBind(bind: string, field: string, court: Court): Promise<string> {
  const parts = bind.split(":");
  if (parts.length === 1) {
    judgeTarget(bind, field, court);
    return bind;
  }
  const [source = "", target = "", options] = parts;
  if (parts.length > 3) {
    court.never(field, "HostPath Volumes", "A bind has more than three parts.");
    return bind;
  }
  judgeTarget(target, field, court);
  const said = optionsOf(options ?? "");
  for (const option of said)
    if (!bindOptions.has(option))
      court.host(field, "Mount Propagation", `The option ${JSON.stringify(option)} may not be given.`);
  const end = options === undefined ? "" : `:${options}`;
  if (!source.startsWith("/")) {
    await judgeVolume(source, field, court);
    return bind;
  }
  return `${await judgeBindSource(source, field, court)}:${target}${end}`;
}

export const binds: Check = async (list: readonly string[], at: string, court: Court) => {
  const out: string[] = [];
  for (const [index, bind] of list.entries()) out.push(await judgeBind(bind, `${at}[${index}]`, court));
  return out;
};

interface MountBody {
  Type?: string | null;
  Source?: string | null;
  Target?: string | null;
  BindOptions?: { Propagation?: string | null } | null;
  VolumeOptions?: {
    Labels?: Record<string, string> | null;
    DriverConfig?: { Name?: string | null; Options?: Record<string, string> | null } | null;
    Subpath?: string | null;
  } | null;
  TmpfsOptions?: { Options?: string[][] | null } | null;
}

async function judgeVolumeMount(mount: MountBody, field: string, court: Court): Promise<MountBody> {
  const options = mount.VolumeOptions;
  const driver = options?.DriverConfig;
  if (!isNeutral(driver?.Name, ["local"]) || !isNeutral(driver?.Options))
    court.host(
      `${field}.VolumeOptions.DriverConfig`,
      "Volume Types",
      "A volume's driver and its options may not be chosen.",
    );
  const subpath = options?.Subpath ?? "";
  if (subpath.startsWith("/") || subpath.split("/").includes(".."))
    court.host(`${field}.VolumeOptions.Subpath`, "Volume Types", "A volume's subpath must lie inside it.");
  const named = mount.Source ?? "";
  const verdict = named === "" ? "missing" : await judgeVolume(named, `${field}.Source`, court);
  const labels = judgeLabels(options?.Labels ?? {}, `${field}.VolumeOptions.Labels`, court, verdict === "missing");
  if (court.view === "inspect" || labels === undefined) return mount;
  return { ...mount, VolumeOptions: { ...options, Labels: labels } };
}

async function judgeMount(mount: MountBody, field: string, court: Court): Promise<MountBody> {
  judgeTarget(mount.Target ?? "", `${field}.Target`, court);
  if (mount.Type === "volume" || mount.Type === "tmpfs") {
    if (!isNeutral(mount.BindOptions)) court.unwanted(`${field}.BindOptions`, "Volume Types", "This mount is no bind.");
  }
  switch (mount.Type) {
    case "bind": {
      if (!isNeutral(mount.BindOptions?.Propagation, ["private", "rprivate"]))
        court.host(`${field}.BindOptions.Propagation`, "Mount Propagation", "Mounts may not be shared with the host.");
      const source = await judgeBindSource(mount.Source ?? "", `${field}.Source`, court);
      return { ...mount, Source: source };
    }
    case "volume":
      return judgeVolumeMount(mount, field, court);
    case "tmpfs":
      if (!isNeutral(mount.Source)) court.never(`${field}.Source`, "Volume Types", "A tmpfs has no source.");
      judgeTmpfsOptions(
        (mount.TmpfsOptions?.Options ?? []).map((pair) => pair.join("=")),
        `${field}.TmpfsOptions`,
        court,
      );
      return mount;
    default:
      court.host(
        `${field}.Type`,
        "Volume Types",
        `A mount of type ${JSON.stringify(mount.Type ?? "")} may not be made.`,
      );
      return mount;
  }
}

export const mounts: Check = async (list: readonly MountBody[], at: string, court: Court) => {
  const out: MountBody[] = [];
  for (const [index, mount] of list.entries()) out.push(await judgeMount(mount, `${at}[${index}]`, court));
  return out;
};

/** Mounts of a service: of what the containers of a swarm get on other machines nothing is known here but what nobody may have. */
export const serviceMounts: Check = async (list: readonly MountBody[], at: string, court: Court) => {
  for (const [index, { Source, Type }] of list.entries())
    if (Type === "bind" || Source?.startsWith("/") === true)
      await judgeBindSource(Source ?? "", `${at}[${index}].Source`, court);
};

export const tmpfs: Check = (map: Readonly<Record<string, string>>, at: string, court: Court) => {
  for (const [target, options] of Object.entries(map)) {
    const field = `${at}[${JSON.stringify(target)}]`;
    judgeTarget(target, field, court);
    judgeTmpfsOptions(optionsOf(options), field, court);
  }
};

export const volumes: Check = (set: Readonly<Record<string, unknown>>, at: string, court: Court) => {
  // An image's own volumes show up here when the engine's view is judged; each mount is judged by itself.
  if (court.view === "inspect") return;
  for (const target of Object.keys(set)) judgeTarget(target, `${at}[${JSON.stringify(target)}]`, court);
};

/**
 * Named volumes in `Binds` that are not there yet: the engine would make them without a label, so they are asked for as mounts, which
 * can carry one.
 */
export async function labelNewVolumes(hostConfig: Record<string, unknown>, court: Court): Promise<void> {
  const list = hostConfig["Binds"];
  if (!Array.isArray(list) || court.profile.level === "privileged") return;
  const kept: unknown[] = [];
  const made: MountBody[] = [];
  for (const bind of list) {
    const [source = "", target = "", options = ""] = String(bind).split(":");
    const named = String(bind).includes(":") && !source.startsWith("/");
    if (!named || (await court.parts.find("volume", source)) !== undefined) {
      kept.push(bind);
      continue;
    }
    const said = optionsOf(options);
    made.push({
      Type: "volume",
      Source: source,
      Target: target,
      ...(said.includes("ro") ? { ReadOnly: true } : {}),
      VolumeOptions: {
        ...(court.owner === undefined ? {} : { Labels: { [ownerLabel]: court.owner } }),
        ...(said.includes("nocopy") ? { NoCopy: true } : {}),
      },
    });
  }
  if (made.length === 0) return;
  hostConfig["Binds"] = kept;
  hostConfig["Mounts"] = [...((hostConfig["Mounts"] as unknown[] | null | undefined) ?? []), ...made];
  court.changed("HostConfig.Mounts");
}
