import { composeLabels, madeBy } from "./compose-labels.ts";
import { serviceMode, type Draft, type Fields, type Joined } from "./document/draft.ts";
import type { ComposeFile, NetworkSaid, VolumeSaid } from "./document/schema.ts";
import { serviceFields } from "./document/service-fields.ts";
import type { conditions } from "./document/fields/order.ts";

/** What one service waits for. */
export interface Wait {
  readonly service: string;
  readonly condition: (typeof conditions)[number];
  /** False where it goes without when that service is not taken. */
  readonly required: boolean;
}

/** A service, ready to be made: what is the same for each of its containers. */
export interface StackService {
  readonly name: string;
  readonly image: string;
  /** Containers that it should have. */
  readonly count: number;
  readonly containerName?: string;
  readonly platform?: string;
  readonly pull: "always" | "missing" | "never";
  readonly profiles: readonly string[];
  readonly waits: readonly Wait[];
  /** The create body without name, number and networks. */
  readonly body: Fields & { readonly HostConfig: Fields };
  readonly joined: readonly (Joined & { readonly name: string })[];
  /** Keys of the volumes that it mounts. */
  readonly volumes: readonly string[];
}

/** A network or volume of the project. */
export interface StackThing {
  readonly key: string;
  /** As the engine calls it. */
  readonly name: string;
  /** True for one that must be there already. */
  readonly external: boolean;
  /** The create body. */
  readonly body: Fields;
}

/** A whole document in the engine's terms. */
export interface StackProject {
  readonly name: string;
  /** In the order in which they start. */
  readonly services: readonly StackService[];
  readonly networks: readonly StackThing[];
  readonly volumes: readonly StackThing[];
}

/** What doesn't fit together in a document, with its place. */
export interface Misfit {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const ownLabels = (project: string, kind: "network" | "volume", key: string): Record<string, string> => ({
  [composeLabels.project]: project,
  [composeLabels[kind]]: key,
  [composeLabels.version]: madeBy,
});

const said = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function networkOf(project: string, key: string, given: NetworkSaid | null): StackThing {
  const { name, driver, external = false, ipam, labels = {}, ...more } = given ?? {};
  const real = name ?? (external ? key : `${project}_${key}`);
  const config = ipam?.config?.map((pool) =>
    said({
      Subnet: pool.subnet,
      Gateway: pool.gateway,
      IPRange: pool.ip_range,
      AuxiliaryAddresses: pool.aux_addresses,
    }),
  );
  const pools = said({ Driver: ipam?.driver, Config: config, Options: ipam?.options });
  const body = said({
    Name: real,
    Driver: driver ?? "bridge",
    // Old engines make a second network of the same name otherwise.
    CheckDuplicate: true,
    Internal: more.internal ?? false,
    Attachable: more.attachable ?? false,
    EnableIPv6: more.enable_ipv6 ?? false,
    IPAM: Object.keys(pools).length === 0 ? undefined : pools,
    Options: more.driver_opts,
    Labels: { ...labels, ...ownLabels(project, "network", key) },
  });
  return { key, name: real, external, body };
}

function volumeOf(project: string, key: string, given: VolumeSaid | null): StackThing {
  const { name, driver, driver_opts: options, external = false, labels = {} } = given ?? {};
  const real = name ?? (external ? key : `${project}_${key}`);
  const body = said({
    Name: real,
    Driver: driver,
    DriverOpts: options,
    Labels: { ...labels, ...ownLabels(project, "volume", key) },
  });
  return { key, name: real, external, body };
}

/** Services whose namespaces a service shares: they must be there before it. */
function shared({ HostConfig }: { readonly HostConfig: Fields }): string[] {
  return ["NetworkMode", "IpcMode", "PidMode"].flatMap((mode) => serviceMode.exec(String(HostConfig[mode] ?? ""))?.[1] ?? []); // prettier-ignore
}

type ServiceSaid = Readonly<Record<string, unknown>>;

/** Builds the engine's terms from a document; gives what doesn't fit together instead of a project where something does not. */
export function buildProject(
  file: ComposeFile,
  name: string,
  env: Readonly<Record<string, string>>,
): { readonly project: StackProject; readonly misfits: readonly Misfit[] } {
  const misfits: Misfit[] = [];
  const networks = new Map(
    Object.entries({ default: null, ...file.networks }).map(([key, given]) => [key, networkOf(name, key, given)]),
  );
  const volumes = new Map(Object.entries(file.volumes ?? {}).map(([key, given]) => [key, volumeOf(name, key, given)]));
  const all = file.services as Readonly<Record<string, ServiceSaid>>;
  if (file.name !== undefined && file.name !== name)
    misfits.push({ path: ["name"], message: `says another project than '${name}'; take it out or call the stack so` });
  const services = Object.entries(all).map(([service, given]) => {
    const at = (field: string, message: string): void =>
      void misfits.push({ path: ["services", service, field], message });
    const draft: Draft = {
      ...{ service, env, body: { HostConfig: {} }, volumes: new Set<string>() },
      joined: [{ network: "default", aliases: [], settings: {}, priority: 0 }],
    };
    for (const [field, { put }] of Object.entries(serviceFields)) {
      if (given[field] === undefined) continue;
      try {
        put(given[field] as never, draft);
      } catch (error) {
        at(field, (error as Error).message);
      }
    }
    if (given["network_mode"] !== undefined && given["networks"] !== undefined)
      at("network_mode", "says the opposite of `networks`; keep one of them");
    if (given["image"] === undefined) misfits.push({ path: ["services", service], message: "needs an `image`" });
    for (const { network } of draft.joined)
      if (!networks.has(network)) at("networks", `there is no network '${network}' at the top of the document`);
    for (const key of draft.volumes)
      if (!volumes.has(key)) at("volumes", `there is no volume '${key}' at the top of the document`);
    const waits = (given["depends_on"] as readonly Wait[] | undefined) ?? [];
    for (const other of shared(draft.body))
      if (all[other] === undefined) at("network_mode", `there is no service '${other}'`);
    for (const { service: other } of waits)
      if (all[other] === undefined) at("depends_on", `there is no service '${other}'`);
    const built = serviceOf(name, draft, given, { waits, networks, volumes });
    if (built.containerName !== undefined && built.count > 1)
      at("container_name", "a name can be given to one container only, and the service has several");
    return built;
  });
  const { ordered, circle } = inOrder(services);
  if (circle !== undefined)
    misfits.push({ path: ["services", circle, "depends_on"], message: "the services wait for each other in a circle" });
  const used = { networks: new Set(services.flatMap(({ joined }) => joined.map(({ network }) => network))), volumes: new Set(services.flatMap((one) => one.volumes)) }; // prettier-ignore
  return {
    misfits,
    project: {
      name,
      services: ordered,
      networks: [...networks.values()].filter(({ key }) => used.networks.has(key)),
      volumes: [...volumes.values()].filter(({ key }) => used.volumes.has(key)),
    },
  };
}

function serviceOf(
  project: string,
  draft: Draft,
  given: ServiceSaid,
  about: {
    readonly waits: readonly Wait[];
    readonly networks: ReadonlyMap<string, StackThing>;
    readonly volumes: ReadonlyMap<string, StackThing>;
  },
): StackService {
  const { service: name, body, joined } = draft;
  const host = body.HostConfig;
  if (host["Mounts"] !== undefined)
    host["Mounts"] = (host["Mounts"] as readonly Fields[]).map((mount) => {
      const source = about.volumes.get(String(mount["Source"]));
      return mount["Type"] === "volume" && source !== undefined ? { ...mount, Source: source.name } : mount;
    });
  const real = joined.map((one) => ({ ...one, name: about.networks.get(one.network)?.name ?? one.network }));
  if (real[0] !== undefined) host["NetworkMode"] = real[0].name;
  const implied = shared(body)
    .filter((other) => !about.waits.some(({ service }) => service === other))
    .map((service): Wait => ({ service, condition: "service_started", required: true }));
  const waits = [...about.waits, ...implied];
  body["Labels"] = {
    ...(body["Labels"] as object | undefined),
    [composeLabels.project]: project,
    [composeLabels.service]: name,
    [composeLabels.oneoff]: "False",
    [composeLabels.dependsOn]: waits.map((wait) => `${wait.service}:${wait.condition}:${implied.includes(wait)}`).join(","), // prettier-ignore
    [composeLabels.version]: madeBy,
  };
  const { container_name: containerName, platform, scale, profiles = [] } = given;
  const pull = (given["pull_policy"] as string | undefined) ?? "missing";
  const replicas = (given["deploy"] as { readonly replicas?: number } | undefined)?.replicas;
  return {
    name,
    image: String(given["image"] ?? ""),
    count: Math.min(Math.max((scale as number | undefined) ?? replicas ?? 1, 0), 100),
    ...(containerName === undefined ? {} : { containerName: String(containerName) }),
    ...(platform === undefined ? {} : { platform: String(platform) }),
    pull: pull === "if_not_present" ? "missing" : (pull as StackService["pull"]),
    profiles: profiles as readonly string[],
    waits,
    body,
    joined: real,
    volumes: [...draft.volumes],
  };
}

/** Services after those that they wait for; with the name of one that waits for itself, if any does. */
function inOrder(services: readonly StackService[]): {
  readonly ordered: readonly StackService[];
  readonly circle?: string;
} {
  const left = new Map(services.map((service) => [service.name, service]));
  const ordered: StackService[] = [];
  while (left.size > 0) {
    const next = [...left.values()].find(({ waits }) => waits.every(({ service }) => !left.has(service)));
    if (next === undefined) return { ordered: [...ordered, ...left.values()], circle: [...left.keys()][0] ?? "" };
    left.delete(next.name);
    ordered.push(next);
  }
  return { ordered };
}
