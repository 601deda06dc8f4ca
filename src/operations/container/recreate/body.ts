import type { BodySource } from "../../../catalogue/operation.ts";
import { ownerLabel } from "../../../catalogue/owner-label.ts";
import type { ContainerInspect, ImageInspect, NetworkInspect } from "../../../engine/model.ts";
import { enginePath, ImagePath } from "../../../engine/path.ts";
import { mergeEnvironment } from "../../fields/environment.ts";
import type { Ports } from "../../ports.ts";
import { createBody } from "../create/body.ts";
import type { CreateInput } from "../create/input.ts";
import { unlessMissing } from "./ask.ts";
import { formerVersion, refuseMasks } from "./former-version.ts";
import type { RecreateInput } from "./input.ts";
import { ownMounts } from "./mounts.ts";
import { ownNetworks } from "./networks.ts";
import { refuseUnswappable } from "./refuse.ts";
import { ownConfig, ownHostConfig, saidOf } from "./settings.ts";

type Fields = Record<string, unknown>;
type Asked = Fields & { readonly HostConfig?: Fields };

/** What the input alone says of the new container. */
export const settingsBody = (input: RecreateInput): Fields => createBody(input as unknown as CreateInput);

/** The body of the container that takes the other's place: its settings as the engine tells them, and what the input changes. */
export async function recreateBody(source: BodySource<Ports>, input: RecreateInput): Promise<Fields> {
  const { ports, targets, signal } = source;
  const { engine } = ports;
  const options = signal === undefined ? {} : { signal };
  const id = targets.find(({ kind }) => kind === "container")?.id ?? "";
  const now = await engine.json<ContainerInspect>("GET", `/containers/${id}/json`, options);
  const base = input.version === undefined ? now : formerVersion(source, now, input.version);
  await refuseUnswappable(engine, now, base.HostConfig.NetworkMode, options);
  const { CgroupVersion } = await engine.json<{ CgroupVersion?: string }>("GET", "/info", options);
  const imageOf = (reference: string) =>
    unlessMissing(engine.json<ImageInspect>("GET", enginePath`/images/${new ImagePath(reference)}/json`, options));
  const image = await imageOf(base.Image);
  const config = ownConfig(base, image?.Config ?? {});
  const asked: Asked = settingsBody(input);
  const { mode, endpoints } = await ownNetworks({ ...base, NetworkSettings: now.NetworkSettings }, (network) =>
    unlessMissing(
      engine.json<NetworkInspect>("GET", enginePath`/networks/${network}`, options).then(({ Name }) => Name),
    ),
  );
  // The name may have moved to another image since: without being asked the container keeps its own.
  const kept = (await imageOf(base.Config.Image))?.Id === base.Image ? base.Config.Image : base.Image;
  const wanted = input.image === undefined ? image : await imageOf(input.image);
  const { HostConfig: _, ...askedConfig } = asked;
  const host = hostConfig(base, CgroupVersion, asked, input);
  const body: Fields = {
    ...config,
    ...askedConfig,
    Image: input.image ?? kept,
    Env: environment(config, asked, input),
    Labels: labels({ config, asked, now, image: wanted?.Config ?? {} }, input),
    ExposedPorts: exposed(config, base.HostConfig, asked),
    HostConfig: { ...host, NetworkMode: mode },
    NetworkingConfig: { EndpointsConfig: endpoints },
  };
  if (input.version !== undefined) refuseMasks(body);
  return body;
}

function hostConfig(base: ContainerInspect, cgroupVersion: string | undefined, asked: Asked, input: RecreateInput) {
  const host = ownHostConfig(base, cgroupVersion);
  const { Mounts: more = [], ...changed } = (asked.HostConfig ?? {}) as Fields & {
    readonly Mounts?: readonly { readonly Target: string }[];
  };
  // Swap follows memory, as it does for new containers, and the engine takes CPUs in one way only.
  if ("Memory" in changed && !("MemorySwap" in changed)) delete host["MemorySwap"];
  if ("NanoCpus" in changed) for (const field of ["CpuPeriod", "CpuQuota"]) delete host[field];
  const without = new Set([...more.map(({ Target }) => Target), ...(input.mounts_remove ?? [])]);
  const { Binds, Mounts } = ownMounts(base, without);
  return { ...host, ...saidOf({ Binds, Mounts: [...Mounts, ...more] }), ...changed };
}

function environment(config: Fields, asked: Fields, { env_remove: gone = [] }: RecreateInput): string[] {
  const merged = mergeEnvironment(config["Env"] as string[] | undefined, asked["Env"] as string[] | undefined);
  return merged.filter((entry) => !gone.includes(entry.split("=", 1)[0] ?? ""));
}

/** The owner label is the guard's to write; where the container has no owner, one that the image has is hidden. */
function labels(
  from: { readonly config: Fields; readonly asked: Fields; readonly now: ContainerInspect; readonly image: Fields },
  { labels_remove: gone = [] }: RecreateInput,
): Fields {
  const { [ownerLabel]: _, ...kept } = (from.config["Labels"] ?? {}) as Fields;
  const merged: Fields = { ...kept, ...(from.asked["Labels"] as Fields | undefined) };
  const owner = from.now.Config.Labels?.[ownerLabel] ?? "";
  const ofImage = ((from.image["Labels"] ?? {}) as Fields)[ownerLabel];
  if (owner === "" && ofImage !== undefined && !(ownerLabel in merged)) merged[ownerLabel] = "";
  return Object.fromEntries(Object.entries(merged).filter(([name]) => !gone.includes(name)));
}

/** With other published ports the exposure goes that came from the former ones. */
function exposed(config: Fields, host: Readonly<Fields>, asked: Asked): Fields {
  const before = (config["ExposedPorts"] ?? {}) as Fields;
  if (asked.HostConfig?.["PortBindings"] === undefined) return before;
  const published = (host["PortBindings"] ?? {}) as Fields;
  const rest = Object.entries(before).filter(([port]) => !(port in published));
  return { ...Object.fromEntries(rest), ...(asked["ExposedPorts"] as Fields | undefined) };
}
