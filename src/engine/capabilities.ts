import { compareApi } from "./api-version.ts";

/** Which engine answers, as its own words have it. */
export interface EngineProduct {
  readonly product: "Docker Engine" | "Podman";
  readonly version: string;
  readonly api: string;
}

interface Capability {
  readonly what: string;
  /** The API version from which on Docker Engines have it; older than everything that is taken when absent. */
  readonly api?: string;
  /** The newest Podman that is known not to have it. */
  readonly notInPodman?: string;
  /** What happens where it is lacking. */
  readonly otherwise: string;
  /** The calls that fail without it. */
  readonly calls?: RegExp;
}

/** What engines differ in, as far as it can be noticed here. Seen on Docker Engine 20.10, 26.1 and 28.5, and Podman 4.3. */
const capabilities: readonly Capability[] = [
  {
    what: "statistics in one sample",
    api: "1.41",
    otherwise: "each measurement takes two seconds",
  },
  {
    what: "platform of a new container, and a cgroup namespace of its own",
    api: "1.41",
    otherwise: "the fields platform and cgroupns_mode count for nothing",
  },
  {
    what: "several networks from a container's first start on",
    api: "1.44",
    otherwise: "a creation that asks for them is refused by the engine",
  },
  {
    what: "mounting a directory of a volume",
    api: "1.45",
    otherwise: "the engine mounts the whole volume",
  },
  {
    what: "changing the limits of a container that exists",
    notInPodman: "4.3",
    otherwise: "container.update is refused; recreate the container instead",
    calls: /^POST \/containers\/[^/]+\/update$/,
  },
  {
    what: "BuildKit",
    notInPodman: "4.3",
    otherwise: "builds run in Podman's own builder, and clients that insist on BuildKit fail",
    calls: /^POST \/(?:session|grpc)$/,
  },
  {
    what: "Swarm, and plugins",
    notInPodman: "4.3",
    otherwise: "such calls of Docker's own API are refused",
    calls: /^\S+ \/(?:swarm|services|tasks|nodes|secrets|configs|plugins)(?:\/|$)/,
  },
  {
    what: "what a registry says of an image (distribution)",
    notInPodman: "4.3",
    otherwise: "such calls of Docker's own API are refused",
    calls: /^GET \/distribution\//,
  },
  {
    what: "health, networks and volumes in the event stream",
    notInPodman: "4.3",
    otherwise: "such changes show within two seconds instead of at once",
  },
];

const lacking = ({ api, notInPodman }: Capability, engine: EngineProduct): boolean =>
  engine.product === "Podman"
    ? notInPodman !== undefined && compareApi(engine.version, notInPodman) <= 0
    : api !== undefined && compareApi(engine.api, api) < 0;

/** What an engine lacks, each with what happens instead. */
export const lacksOf = (engine: EngineProduct): string[] =>
  capabilities.filter((one) => lacking(one, engine)).map(({ what, otherwise }) => `${what}: ${otherwise}`);

/** What the engine lacks of which a call had need; nothing for a call that no capability names. */
export const neededBy = (method: string, path: string): string | undefined =>
  capabilities.find(({ calls }) => calls?.test(`${method} ${path}`))?.what;

/** The engine by the head of its answers, such as `Docker/26.1.5 (linux)` and `Libpod/4.3.1 (linux)`. */
export function productOf(server: unknown): Pick<EngineProduct, "product" | "version"> | undefined {
  const [, name, version] = /^(Docker|Libpod)\/v?([^\s(]+)/.exec(String(server ?? "")) ?? [];
  if (name === undefined || version === undefined) return undefined;
  return { product: name === "Docker" ? "Docker Engine" : "Podman", version };
}
