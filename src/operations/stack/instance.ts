import type { ImageInspect } from "../../engine/model.ts";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import { composeLabels } from "./compose-labels.ts";
import { serviceMode, type Fields } from "./document/draft.ts";
import type { Placed } from "./look.ts";
import type { StackService } from "./project.ts";

/** One container that a service should have. */
export interface Instance {
  readonly service: StackService;
  readonly number: number;
  readonly name: string;
  /** The create body, before the guard has judged it. */
  readonly body: Fields & { readonly HostConfig: Fields };
  /** Digest of what the document says of it. */
  readonly hash: string;
  /** Services whose containers it needs and that have none yet. */
  readonly lacks: readonly string[];
}

/** What an instance is made from. */
export interface InstanceParts {
  readonly project: string;
  readonly image: ImageInspect | undefined;
  /** Containers that there are. */
  readonly containers: readonly Placed[];
  readonly digest: (text: string) => string;
}

/** The name that Docker Compose would give it. */
export const instanceName = (project: string, { name, containerName }: StackService, number: number): string =>
  containerName ?? `${project}-${name}-${number}`;

const modes = ["NetworkMode", "IpcMode", "PidMode"] as const;

/** The body of one container of a service. */
export function instanceOf(service: StackService, number: number, parts: InstanceParts): Instance {
  const { project, image, containers, digest } = parts;
  const name = instanceName(project, service, number);
  const lacks: string[] = [];
  const host: Fields = { ...service.body.HostConfig };
  for (const mode of modes) {
    const [, other] = serviceMode.exec(String(host[mode] ?? "")) ?? [];
    if (other === undefined) continue;
    const found = containers.find((one) => one.service === other)?.inspect.Id;
    if (found === undefined) lacks.push(other);
    host[mode] = found === undefined ? undefined : `container:${found}`;
  }
  const endpoints = Object.fromEntries(
    service.joined.map((one) => [one.name, { Aliases: [name, service.name, ...one.aliases], ...one.settings }]),
  );
  const hash = digest(canonicalJson({ body: service.body, endpoints }));
  const body = {
    ...service.body,
    Labels: {
      ...(service.body["Labels"] as Fields),
      [composeLabels.number]: String(number),
      [composeLabels.hash]: hash,
      [composeLabels.image]: image?.Id ?? "",
    },
    HostConfig: Object.fromEntries(Object.entries(host).filter(([, value]) => value !== undefined)),
    ...(service.joined.length === 0 ? {} : { NetworkingConfig: { EndpointsConfig: endpoints } }),
  };
  return { service, number, name, body, hash, lacks };
}

/** The body as far as it can be judged before the networks are there that will be made for it. */
export function judgeable(body: Instance["body"], missing: ReadonlySet<string>): Instance["body"] {
  const { NetworkingConfig, ...rest } = body;
  const { EndpointsConfig = {} } = (NetworkingConfig ?? {}) as { EndpointsConfig?: Fields };
  const there = Object.fromEntries(Object.entries(EndpointsConfig).filter(([name]) => !missing.has(name)));
  const { NetworkMode, ...host } = rest.HostConfig;
  return {
    ...rest,
    HostConfig: NetworkMode === undefined || missing.has(String(NetworkMode)) ? host : { ...host, NetworkMode },
    ...(Object.keys(there).length === 0 ? {} : { NetworkingConfig: { EndpointsConfig: there } }),
  };
}

/**
 * The body of what takes a container's place: anonymous volumes are carried over by their names, those that the image declares too,
 * so that what is in them stays.
 */
export function inPlaceOf(
  body: Instance["body"],
  { inspect }: Placed,
  image: ImageInspect | undefined,
): Instance["body"] {
  const points = (inspect.Mounts ?? []).filter(({ Type }) => Type === "volume");
  const nameAt = (target: unknown): string | undefined =>
    points.find(({ Destination }) => Destination === target)?.Name;
  const mounts = ((body.HostConfig["Mounts"] ?? []) as readonly Fields[]).map((mount) =>
    mount["Type"] === "volume" && mount["Source"] === undefined && nameAt(mount["Target"]) !== undefined
      ? { ...mount, Source: nameAt(mount["Target"]) }
      : mount,
  );
  const binds = (body.HostConfig["Binds"] ?? []) as readonly string[];
  const covered = new Set([...mounts.map((mount) => mount["Target"]), ...binds.map((bind) => bind.split(":")[1])]);
  const declared = Object.keys(image?.Config?.Volumes ?? {}).filter((target) => !covered.has(target));
  const carried = declared.flatMap((target): Fields[] => {
    const name = nameAt(target);
    return name === undefined ? [] : [{ Type: "volume", Source: name, Target: target }];
  });
  const all = [...mounts, ...carried];
  return all.length === 0 ? body : { ...body, HostConfig: { ...body.HostConfig, Mounts: all } };
}
