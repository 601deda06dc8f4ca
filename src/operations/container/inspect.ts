import { z } from "zod";
import type { ContainerInspect } from "../../engine/model.ts";
import { lasting } from "../../kernel/lasting-json.ts";
import { redactValues, secretValues } from "../../kernel/redact-output.ts";
import { redact } from "../../kernel/redaction.ts";
import { define } from "../define.ts";
import { fresh } from "../fields/fresh.ts";
import { containerErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theContainer } from "./act.ts";
import { once } from "../../kernel/once.ts";
import { containerSummary, mountList, summaryOf } from "./view.ts";

const nullableList = z.array(z.string()).nullable();
const amount = z.number().nullable();

const output = containerSummary.extend({
  mounts: mountList,
  env: nullableList.describe("Environment as `NAME=value`; values are masked without the right to see secrets."),
  cmd: nullableList,
  entrypoint: nullableList,
  working_dir: z.string(),
  user: z.string(),
  hostname: z.string(),
  tty: z.boolean(),
  restart_count: z.number(),
  restart_policy: z.object({ Name: z.string(), MaximumRetryCount: z.number() }),
  resources: z.object({
    cpu_shares: amount,
    memory: amount.describe("Bytes; 0 for no limit."),
    memory_swap: amount,
    memory_reservation: amount,
    cpus: amount.describe("CPUs; 0 for no limit."),
    cpuset: z.string(),
    pids_limit: amount,
  }),
  network_mode: z.string(),
  addresses: z.record(z.string(), z.string()).describe("Its address in each network."),
  auto_remove: z.boolean(),
  privileged: z.boolean(),
  read_only: z.boolean(),
  log_driver: z.string(),
  platform: z.string(),
  size_rw_bytes: z.number().optional().describe("What it has written, with `size`."),
  size_root_bytes: z.number().optional().describe("Its whole file system, with `size`."),
  engine: z.record(z.string(), z.unknown()).optional().describe("The engine's own answer, with `raw`."),
});

/** Tells all about one container. */
export const containerInspect = define({
  id: "container.inspect",
  summary: "Show everything about one container: state, configuration, mounts, networks, limits.",
  risk: "read",
  http: { method: "GET", path: "/api/containers/{id}" },
  input: z.strictObject({
    id: reference("container"),
    size: z.boolean().default(false).describe("Adds how much disk it uses; slow for large containers."),
    raw: z.boolean().default(false).describe("Adds the engine's own answer."),
    fresh,
  }),
  output,
  targets: targetById("container"),
  docker: ({ id }) => ["inspect", "--type", "container", id],
  deadline: 30_000,
  errors: containerErrors,
  examples: [{ title: "Inspect a container", input: { id: "web" } }],
  async run(context, input) {
    const query = { signal: context.signal, fresh: input.fresh, ...(input.size ? { size: true } : {}) };
    const { value, age } = await context.ports.reader.container(theContainer(context).id, query);
    context.observed(age);
    if (!input.raw) return context.revealsSecrets ? bareView(value) : maskedView(value);
    const view = { ...viewOf(value), engine: { ...value } };
    return context.revealsSecrets ? view : masked(view, value);
  },
});

/** Masked by names and shapes, and by the values that the container's own environment keeps secret. */
const masked = <View extends object>(view: View, inspect: ContainerInspect): View =>
  redactValues(redact(view), secretValues(inspect.Config.Env));

const bareView = once((inspect: ContainerInspect) => lasting(viewOf(inspect)));
const maskedView = once((inspect: ContainerInspect) => lasting(masked(viewOf(inspect), inspect)));

function viewOf(inspect: ContainerInspect): z.output<typeof output> {
  const { Config: config, HostConfig: host } = inspect;
  const number = (field: string): number | null => (typeof host[field] === "number" ? host[field] : null);
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const networks = Object.entries(inspect.NetworkSettings.Networks ?? {});
  return {
    ...summaryOf(inspect),
    mounts: (inspect.Mounts ?? []).map((mount) => ({ ...mount })),
    env: config.Env === null || config.Env === undefined ? null : [...config.Env],
    cmd: config.Cmd === null || config.Cmd === undefined ? null : [...config.Cmd],
    entrypoint: config.Entrypoint === null || config.Entrypoint === undefined ? null : [...config.Entrypoint],
    working_dir: config.WorkingDir,
    user: config.User,
    hostname: text(config["Hostname"]),
    tty: config.Tty,
    restart_count: inspect.RestartCount,
    restart_policy: host.RestartPolicy ?? { Name: "no", MaximumRetryCount: 0 },
    resources: {
      cpu_shares: number("CpuShares"),
      memory: number("Memory"),
      memory_swap: number("MemorySwap"),
      memory_reservation: number("MemoryReservation"),
      cpus: (number("NanoCpus") ?? 0) / 1e9,
      cpuset: text(host["CpusetCpus"]),
      pids_limit: number("PidsLimit"),
    },
    network_mode: text(host.NetworkMode),
    addresses: Object.fromEntries(networks.map(([name, endpoint]) => [name, text(endpoint["IPAddress"])])),
    auto_remove: host.AutoRemove ?? false,
    privileged: host["Privileged"] === true,
    read_only: host["ReadonlyRootfs"] === true,
    log_driver: text((host["LogConfig"] as { Type?: string } | undefined)?.Type),
    platform: text(inspect.Platform),
    ...(inspect.SizeRw === undefined ? {} : { size_rw_bytes: inspect.SizeRw }),
    ...(inspect.SizeRootFs === undefined ? {} : { size_root_bytes: inspect.SizeRootFs }),
  };
}
