import type { Target } from "../../../catalogue/target.ts";
import type { ContainerInspect, ImageInspect } from "../../../engine/model.ts";
import { GnosisError } from "../../../kernel/errors.ts";
import { mergeEnvironment } from "../../fields/environment.ts";
import type { Ports } from "../../ports.ts";
import { createBody } from "../create/body.ts";
import type { CreateInput } from "../create/input.ts";
import { formerVersion, refuseMasks } from "./former-version.ts";
import type { RecreateInput } from "./input.ts";
import { ownNetworks } from "./networks.ts";
import { ownConfig, ownHostConfig } from "./settings.ts";

type Fields = Record<string, unknown>;

/** The label that only the server writes: the new container belongs to who recreates it. */
const ownerLabel = "gnosis-docker.owner";

/** What the input alone says of the new container. */
export const settingsBody = (input: RecreateInput): Fields => createBody(input as unknown as CreateInput);

async function imageOf(ports: Ports, reference: string, signal?: AbortSignal): Promise<ImageInspect | undefined> {
  try {
    return await ports.engine.json<ImageInspect>("GET", `/images/${encodeURIComponent(reference)}/json`, {
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (thrown) {
    if (thrown instanceof GnosisError && thrown.code === "IMAGE_NOT_FOUND") return undefined;
    throw thrown;
  }
}

/** The body of the container that takes the other's place: its settings as the engine tells them, and what the input changes. */
export async function recreateBody(
  {
    ports,
    targets,
    signal,
  }: { readonly ports: Ports; readonly targets: readonly Target[]; readonly signal?: AbortSignal },
  input: RecreateInput,
): Promise<Fields> {
  const id = targets.find(({ kind }) => kind === "container")?.id ?? "";
  const options = signal === undefined ? {} : { signal };
  const now = await ports.engine.json<ContainerInspect>("GET", `/containers/${id}/json`, options);
  refuseUnswappable(now);
  const base = input.version === undefined ? now : formerVersion(ports, now, input.version);
  const { CgroupVersion } = await ports.engine.json<{ CgroupVersion?: string }>("GET", "/info", options);
  const image = await imageOf(ports, base.Image, signal);
  const named = await imageOf(ports, base.Config.Image, signal);
  const config = ownConfig(base, image?.Config ?? {});
  const host = ownHostConfig(base, CgroupVersion);
  const { mode, endpoints } = ownNetworks({ ...base, NetworkSettings: now.NetworkSettings });
  const asked = settingsBody(input);
  const { HostConfig: askedHost = {}, ...askedConfig } = asked as { HostConfig?: Fields } & Fields;
  // Swap follows memory, as it does for new containers.
  if ("Memory" in askedHost && !("MemorySwap" in askedHost)) delete host["MemorySwap"];
  // The name may have moved to another image since: without being asked the container keeps its own.
  const kept = named?.Id === base.Image ? base.Config.Image : base.Image;
  const body: Fields = {
    ...config,
    ...askedConfig,
    Image: input.image ?? kept,
    Env: environment(config, asked, input),
    Labels: labels(config, asked, input),
    ExposedPorts: exposed(config, host, asked),
    HostConfig: { ...host, ...askedHost, NetworkMode: mode },
    NetworkingConfig: { EndpointsConfig: endpoints },
  };
  if (input.version !== undefined) refuseMasks(body);
  return body;
}

function refuseUnswappable({ Name, State, HostConfig }: ContainerInspect): void {
  const name = Name.slice(1);
  if (State.Paused)
    throw new GnosisError("CONFLICT", `The container '${name}' is paused.`, { next: "Unpause it first." });
  if (HostConfig.AutoRemove === true)
    throw new GnosisError("CONFLICT", `'${name}' removes itself when it stops, so it could not be put back.`);
}

function environment(config: Fields, asked: Fields, { env_remove: gone = [] }: RecreateInput): string[] {
  const merged = mergeEnvironment(config["Env"] as string[] | undefined, asked["Env"] as string[] | undefined);
  return merged.filter((entry) => !gone.includes(entry.split("=", 1)[0] ?? ""));
}

function labels(config: Fields, asked: Fields, { labels_remove: gone = [] }: RecreateInput): Fields {
  const { [ownerLabel]: _, ...kept } = (config["Labels"] ?? {}) as Fields;
  const merged = { ...kept, ...(asked["Labels"] as Fields | undefined) };
  return Object.fromEntries(Object.entries(merged).filter(([name]) => !gone.includes(name)));
}

function exposed(config: Fields, host: Fields, asked: Fields): Fields {
  const before = (config["ExposedPorts"] ?? {}) as Fields;
  const { PortBindings } = (asked["HostConfig"] ?? {}) as { PortBindings?: Fields };
  if (PortBindings === undefined) return before;
  const published = (host["PortBindings"] ?? {}) as Fields;
  const rest = Object.entries(before).filter(([port]) => !(port in published));
  return { ...Object.fromEntries(rest), ...(asked["ExposedPorts"] as Fields | undefined) };
}
