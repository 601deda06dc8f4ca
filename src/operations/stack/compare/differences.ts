import type { ContainerInspect } from "../../../engine/model.ts";
import { ownerLabel } from "../../../catalogue/owner-label.ts";
import { isDeepStrictEqual } from "node:util";
import { composeLabels, madeBy } from "../compose-labels.ts";
import type { Fields } from "../document/draft.ts";
import { mountsOf } from "./mounts.ts";

/** One thing that is otherwise than the document says. */
export interface Difference {
  /** The engine's field: `HostConfig.Memory`, `Env.MODE`, `Labels["a"]`. */
  readonly field: string;
  readonly is: unknown;
  readonly wanted: unknown;
}

/** What a container is compared with. */
export interface Wanted {
  /** The create body as it would be sent. */
  readonly body: Fields;
  /** Digest of the body before the guard changed it. */
  readonly hash: string;
  /** `Config` of the image. */
  readonly image: Fields;
  /** Full id of the image. */
  readonly imageId: string;
  /** The name of a network from its name or id. */
  readonly networkName: (reference: string) => string;
}

const nothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  value === 0 ||
  value === false ||
  (typeof value === "object" && Object.keys(value).length === 0);

const same = (left: unknown, right: unknown): boolean =>
  isDeepStrictEqual(left, right) || (nothing(left) && nothing(right));

/** Fields of `Config` that come from the image where nothing is said. */
const fromImage = ["Cmd", "Entrypoint", "WorkingDir", "User", "StopSignal"];
/** The other fields of `Config` that a document can set. */
const ofContainer = ["Domainname", "Tty", "OpenStdin", "StopTimeout"];
/** Fields of `HostConfig` for which the engine has a value of its own: they count only where the document speaks of them. */
const enginesOwn = new Set(
  (
    "Binds Mounts NetworkMode PortBindings RestartPolicy LogConfig Runtime IpcMode CgroupnsMode ShmSize MemorySwap " +
    "MaskedPaths ReadonlyPaths ConsoleSize ContainerIDFile Isolation VolumesFrom AutoRemove OomKillDisable KernelMemory"
  ).split(" "),
);
/** Labels that tell of the making alone. */
const volatile = new Set<string>([
  ...[composeLabels.hash, composeLabels.version, composeLabels.image, composeLabels.dependsOn],
  ...["project.config_files", "project.working_dir", "project.environment_file", "replace"].map(
    (name) => `com.docker.compose.${name}`,
  ),
  ownerLabel,
]);

/** How a container differs from what a document wants; nothing where it can stay as it is. */
export function differences(inspect: ContainerInspect, wanted: Wanted): Difference[] {
  const found = [
    ...imageDifference(inspect, wanted),
    ...configDifferences(inspect, wanted),
    ...environmentDifferences(inspect, wanted),
    ...labelDifferences(inspect, wanted),
    ...hostDifferences(inspect, wanted),
    ...mountDifferences(inspect, wanted),
    ...networkDifferences(inspect, wanted),
  ];
  const labels = inspect.Config.Labels ?? {};
  const ours = labels[composeLabels.version] === madeBy;
  // What has been taken out of the document can't be told from what the engine says by itself.
  if (found.length === 0 && ours && labels[composeLabels.hash] !== wanted.hash)
    return [{ field: "document", is: "an earlier one", wanted: "this one" }];
  return found;
}

function imageDifference({ Image, Config }: ContainerInspect, { imageId, body }: Wanted): Difference[] {
  if (Image === imageId) return [];
  return [{ field: "Image", is: `${Config.Image} (${short(Image)})`, wanted: `${String(body["Image"])} (${short(imageId)})` }]; // prettier-ignore
}

const short = (id: string): string => id.replace(/^sha256:/u, "").slice(0, 12);

function configDifferences(inspect: ContainerInspect, { body, image }: Wanted): Difference[] {
  const { Config } = inspect;
  const found: Difference[] = [];
  const note = (field: string, is: unknown, want: unknown): void => {
    if (!same(is, want)) found.push({ field, is, wanted: want });
  };
  for (const field of fromImage) {
    // Another entry point takes the image's command away.
    if (field === "Cmd" && body["Cmd"] === undefined && body["Entrypoint"] !== undefined) note(field, Config.Cmd, null);
    else note(field, Config[field], body[field] ?? image[field]);
  }
  for (const field of ofContainer) note(field, Config[field], body[field]);
  if (body["Hostname"] !== undefined) note("Hostname", Config["Hostname"], body["Hostname"]);
  const health = (body["Healthcheck"] ?? image["Healthcheck"]) as Fields | undefined;
  const isHealth = Config["Healthcheck"] as Fields | undefined;
  if (health === undefined) note("Healthcheck", isHealth, undefined);
  else for (const [field, want] of Object.entries(health)) note(`Healthcheck.${field}`, isHealth?.[field], want);
  const written = (ports: unknown): readonly string[] =>
    Object.keys((ports ?? {}) as Fields).map((port) => (port.includes("/") ? port : `${port}/tcp`)).sort(); // prettier-ignore
  const exposed = new Set([...written(body["ExposedPorts"]), ...written(image["ExposedPorts"])]);
  note("ExposedPorts", written(Config["ExposedPorts"]), [...exposed].sort());
  return found;
}

const split = (entry: string): readonly [string, string | undefined] => {
  const at = entry.indexOf("=");
  return at < 0 ? [entry, undefined] : [entry.slice(0, at), entry.slice(at + 1)];
};

function environmentDifferences({ Config }: ContainerInspect, { body, image }: Wanted): Difference[] {
  const want = new Map<string, string | undefined>([
    ...((image["Env"] ?? []) as readonly string[]).map(split),
    ...((body["Env"] ?? []) as readonly string[]).map(split),
  ]);
  const is = new Map((Config.Env ?? []).map(split));
  return [...new Set([...is.keys(), ...want.keys()])]
    .filter((name) => is.get(name) !== want.get(name))
    .map((name) => ({ field: `Env.${name}`, is: is.get(name) ?? null, wanted: want.get(name) ?? null }));
}

function labelDifferences({ Config }: ContainerInspect, { body, image }: Wanted): Difference[] {
  const want = { ...(image["Labels"] as Fields | undefined), ...(body["Labels"] as Fields | undefined) };
  const is = Config.Labels ?? {};
  return [...new Set([...Object.keys(is), ...Object.keys(want)])]
    .filter((name) => !volatile.has(name) && is[name] !== want[name])
    .map((name) => ({ field: `Labels.${name}`, is: is[name] ?? null, wanted: want[name] ?? null }));
}

function hostDifferences({ HostConfig }: ContainerInspect, { body }: Wanted): Difference[] {
  const host = (body["HostConfig"] ?? {}) as Fields;
  const found: Difference[] = [];
  for (const field of new Set([...Object.keys(HostConfig), ...Object.keys(host)])) {
    if (["Binds", "Mounts", "NetworkMode"].includes(field)) continue;
    if (enginesOwn.has(field) && host[field] === undefined) continue;
    const [is, want] = [told(field, HostConfig[field]), told(field, host[field])];
    if (!same(is, want)) found.push({ field: `HostConfig.${field}`, is, wanted: want });
  }
  return found;
}

/** Values that mean the same in one spelling. */
function told(field: string, value: unknown): unknown {
  if (field === "RestartPolicy") {
    const { Name = "", MaximumRetryCount = 0 } = (value ?? {}) as { Name?: string; MaximumRetryCount?: number };
    return { Name: Name === "" ? "no" : Name, MaximumRetryCount };
  }
  if (field === "LogConfig") {
    const { Type = "", Config } = (value ?? {}) as { Type?: string; Config?: unknown };
    return { Type, Config: Config ?? {} };
  }
  // Docker Compose writes them in no order.
  if (field === "ExtraHosts") return ((value ?? []) as readonly string[]).toSorted();
  // The engine adds this one to what has the host's privileges or namespaces.
  if (field === "SecurityOpt")
    return ((value ?? []) as readonly string[]).filter((option) => option !== "label=disable");
  if (field === "CapAdd" || field === "CapDrop")
    return ((value ?? []) as readonly string[]).map((name) => name.toUpperCase().replace(/^CAP_/u, "")).toSorted();
  if (field === "Ulimits")
    return ((value ?? []) as readonly { Name: string }[]).toSorted((left, right) => (left.Name < right.Name ? -1 : 1));
  if (field === "PidsLimit" && typeof value === "number" && value < 0) return 0;
  return value;
}

function mountDifferences(inspect: ContainerInspect, { body, image }: Wanted): Difference[] {
  const want = mountsOf((body["HostConfig"] ?? {}) as Fields);
  const is = mountsOf(inspect.HostConfig);
  const declared = new Set(Object.keys((image["Volumes"] ?? {}) as Fields));
  const shown = (at: ReturnType<typeof want.get>): unknown =>
    at === undefined
      ? null
      : `${at.type} ${at.source ?? "of its own"}${at.readOnly ? ", read-only" : ""}${at.options === "" ? "" : ` ${at.options}`}`;
  return [...new Set([...is.keys(), ...want.keys()])].flatMap((target) => {
    const [now, then] = [is.get(target), want.get(target)];
    // What the image keeps in a volume of its own is carried from one container to the next by that volume's name.
    if (then === undefined && declared.has(target) && now?.type === "volume" && now.source === undefined) return [];
    return isDeepStrictEqual(now, then) ? [] : [{ field: `Mounts.${target}`, is: shown(now), wanted: shown(then) }];
  });
}

function networkDifferences(inspect: ContainerInspect, { body, networkName }: Wanted): Difference[] {
  const { Id, Name, HostConfig, Config } = inspect;
  const mode = String((body["HostConfig"] as Fields | undefined)?.["NetworkMode"] ?? "default");
  const nameOf = (given: string): string => (given === "" ? "default" : networkName(given));
  const [isMode, wantMode] = [nameOf(HostConfig.NetworkMode ?? ""), nameOf(mode)];
  const found: Difference[] =
    isMode === wantMode ? [] : [{ field: "HostConfig.NetworkMode", is: isMode, wanted: wantMode }];
  const { EndpointsConfig = {} } = (body["NetworkingConfig"] ?? {}) as { EndpointsConfig?: Record<string, Fields> };
  const joined = inspect.NetworkSettings.Networks ?? {};
  if (Object.keys(EndpointsConfig).length === 0) return found;
  const own = new Set([Id.slice(0, 12), Name.slice(1), String(Config["Hostname"])]);
  const aliases = (list: unknown): string[] =>
    [...new Set((list ?? []) as readonly string[])].filter((alias) => !own.has(alias)).toSorted();
  for (const name of new Set([...Object.keys(EndpointsConfig), ...Object.keys(joined)])) {
    const [is, want] = [joined[name], EndpointsConfig[name]];
    if (is === undefined || want === undefined) {
      found.push({ field: `Networks.${name}`, is: is === undefined ? null : "joined", wanted: want === undefined ? null : "joined" }); // prettier-ignore
      continue;
    }
    for (const [field, read] of [
      ["Aliases", aliases],
      ["IPAMConfig", (value: unknown) => value],
      ["DriverOpts", (value: unknown) => value],
    ] as const) {
      const [left, right] = [read(is[field]), read(want[field])];
      if (!same(left, right)) found.push({ field: `Networks.${name}.${field}`, is: left, wanted: right });
    }
  }
  return found;
}
