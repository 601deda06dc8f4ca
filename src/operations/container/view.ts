import { z } from "zod";
import type { ContainerInspect, ContainerSummary, PortBinding } from "../../engine/model.ts";
import type { Target } from "../../catalogue/target.ts";

const binding = z.object({ HostIp: z.string().optional(), HostPort: z.string().optional() });

/** The ports of a container as the engine's inspect has them. */
export const portMap = z
  .record(z.string(), z.array(binding).nullable())
  .describe("Published ports by `80/tcp`; null for one that is only exposed.");

/** The engine's list of mounts. */
export const mountList = z.array(z.record(z.string(), z.unknown())).describe("What is mounted, in the engine's form.");

/** What a list tells of each container. */
export const containerSummary = z.object({
  id: z.string().describe("The first 12 digits of the id."),
  full_id: z.string().describe("The id in full, 64 digits."),
  name: z.string().describe("Name without a leading slash."),
  image: z.string().describe("The image reference that it was created from."),
  image_id: z.string().describe("Full id of that image."),
  status: z.string().describe("created, running, paused, restarting, removing, exited or dead."),
  state: z.looseObject({ Status: z.string() }).describe("The engine's State object."),
  health: z.string().nullable().describe("healthy, unhealthy or starting; null without a health check."),
  created: z.string().describe("When it was created, RFC 3339."),
  labels: z.record(z.string(), z.string()),
  command: z.array(z.string()).describe("What runs: entry point and arguments."),
  ports: portMap,
  networks: z.array(z.string()).describe("Names of the networks that it is in."),
  project: z.string().nullable().describe("The Compose project that it belongs to."),
});

/** What a list tells of this container. */
export function summaryOf(inspect: ContainerInspect): z.output<typeof containerSummary> {
  const labels = inspect.Config.Labels ?? {};
  return {
    id: inspect.Id.slice(0, 12),
    full_id: inspect.Id,
    name: nameOf(inspect),
    image: inspect.Config.Image,
    image_id: inspect.Image,
    status: inspect.State.Status,
    state: { ...inspect.State },
    health: inspect.State.Health?.Status ?? null,
    created: inspect.Created,
    labels: { ...labels },
    command: [inspect.Path, ...(inspect.Args ?? [])],
    ports: portsOf(inspect),
    networks: Object.keys(inspect.NetworkSettings.Networks ?? {}),
    project: labels["com.docker.compose.project"] ?? null,
  };
}

/** Name without the leading slash. */
export const nameOf = (inspect: ContainerInspect): string => inspect.Name.replace(/^\//u, "");

/** Published ports; of a container that doesn't run, those that it will publish. */
export function portsOf(inspect: ContainerInspect): Record<string, PortBinding[] | null> {
  const live = inspect.NetworkSettings.Ports ?? {};
  const asked = (inspect.HostConfig["PortBindings"] ?? {}) as Record<string, readonly PortBinding[] | null>;
  const ports = inspect.State.Running ? live : { ...asked, ...live };
  return Object.fromEntries(Object.entries(ports).map(([port, to]) => [port, to === null ? null : [...to]]));
}

/** The container of a list entry as a target, for deciding who may see it. */
export function containerTarget(summary: ContainerSummary): Target {
  return {
    kind: "container",
    id: summary.Id,
    name: (summary.Names?.find((name) => name.lastIndexOf("/") === 0) ?? summary.Id.slice(0, 12)).replace(/^\//u, ""),
    labels: summary.Labels ?? {},
    image: summary.Image,
    imageId: summary.ImageID,
    volumes: (summary.Mounts ?? []).flatMap(({ Type, Name }) => (Type === "volume" && Name ? [Name] : [])),
  };
}
