import { z } from "zod";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";

interface EngineInfo {
  readonly ID?: string;
  readonly Name?: string;
  readonly ServerVersion?: string;
  readonly OperatingSystem?: string;
  readonly OSType?: string;
  readonly Architecture?: string;
  readonly KernelVersion?: string;
  readonly NCPU?: number;
  readonly MemTotal?: number;
  readonly Containers?: number;
  readonly ContainersRunning?: number;
  readonly ContainersPaused?: number;
  readonly ContainersStopped?: number;
  readonly Images?: number;
  readonly Driver?: string;
  readonly LoggingDriver?: string;
  readonly CgroupVersion?: string;
  readonly DefaultRuntime?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly Swarm?: { readonly LocalNodeState?: string };
  readonly DockerRootDir?: string;
  readonly Warnings?: readonly string[] | null;
}

/** Tells about the engine and its host. */
export const systemInfo = define({
  id: "system.info",
  summary: "Show facts about the engine and its host: counts, CPUs, memory, drivers, warnings.",
  risk: "read",
  http: { method: "GET", path: "/api/system/info" },
  input: z.strictObject({}),
  output: z.object({
    id: z.string(),
    endpoint: z.object({ name: z.string(), kind: z.string() }).describe("How the engine is reached."),
    name: z.string().describe("Name of the host."),
    version: z.string(),
    os: z.string(),
    os_type: z.string(),
    architecture: z.string(),
    kernel: z.string(),
    cpus: z.number(),
    memory_bytes: z.number(),
    containers: z.object({ total: z.number(), running: z.number(), paused: z.number(), stopped: z.number() }),
    images: z.number(),
    storage_driver: z.string(),
    log_driver: z.string(),
    cgroup_version: z.string(),
    runtime: z.string(),
    security_options: z.array(z.string()),
    swarm: z.string().describe("inactive, active, …"),
    root_directory: z.string(),
    warnings: z.array(z.string()),
  }),
  deadline: 30_000,
  errors: engineErrors,
  examples: [{ title: "What kind of engine is it?", input: {} }],
  async run({ ports, signal }) {
    const info = await ports.engine.json<EngineInfo>("GET", "/info", { signal });
    const { name, kind } = ports.engine.endpoint;
    return {
      id: info.ID ?? "",
      endpoint: { name, kind },
      name: info.Name ?? "",
      version: info.ServerVersion ?? "",
      os: info.OperatingSystem ?? "",
      os_type: info.OSType ?? "",
      architecture: info.Architecture ?? "",
      kernel: info.KernelVersion ?? "",
      cpus: info.NCPU ?? 0,
      memory_bytes: info.MemTotal ?? 0,
      containers: {
        total: info.Containers ?? 0,
        running: info.ContainersRunning ?? 0,
        paused: info.ContainersPaused ?? 0,
        stopped: info.ContainersStopped ?? 0,
      },
      images: info.Images ?? 0,
      storage_driver: info.Driver ?? "",
      log_driver: info.LoggingDriver ?? "",
      cgroup_version: info.CgroupVersion ?? "",
      runtime: info.DefaultRuntime ?? "",
      security_options: [...(info.SecurityOptions ?? [])],
      swarm: info.Swarm?.LocalNodeState ?? "inactive",
      root_directory: info.DockerRootDir ?? "",
      warnings: [...(info.Warnings ?? [])],
    };
  },
});
