import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { ContainerSummary } from "../../engine/model.ts";
import { define } from "../define.ts";
import { useOf } from "../diagnosis/use.ts";
import type { Ports } from "../ports.ts";
import { diskUse } from "./disk.ts";

const input = z.strictObject({
  disk: z.boolean().default(true).describe("Ask what images, volumes and build cache take; may take seconds"),
});

const trouble = z.object({
  container: z.string(),
  problem: z.enum(["unhealthy", "restarting", "failed", "dead", "paused"]),
  status: z.string().describe("The engine's own words"),
});

const output = z.object({
  containers: z.object({ running: z.int(), stopped: z.int(), all: z.int() }),
  troubles: z.array(trouble).describe("The worst first"),
  consumers: z
    .array(z.object({ container: z.string(), memory: z.number(), cpu_percent: z.number().optional() }))
    .describe("The five that use the most memory, in bytes"),
  disk: z
    .array(
      z.object({
        kind: z.enum(["images", "containers", "volumes", "build cache"]),
        count: z.int(),
        bytes: z.number(),
        reclaimable: z.number(),
        unused: z.int(),
      }),
    )
    .optional()
    .describe("Absent when not asked for, or when the engine took too long"),
  exposed: z.array(z.string()).describe("Ports published on every interface, as `container host->inside`"),
  engine: z.object({
    version: z.string(),
    memory: z.number().describe("Bytes of the host"),
    cpus: z.int(),
    warnings: z.array(z.string()),
  }),
});

/** Seconds that finding out what the disk holds may take. */
const diskPatience = 8_000;
/** Containers that are asked for their use when nothing samples them. */
const mostSampled = 30;

/** What is wrong with the host as a whole. */
export const hostDiagnose = define({
  id: "host.diagnose",
  summary: "Find what is wrong on the host: sick containers, top consumers, disk, exposed ports.",
  risk: "read",
  http: { method: "GET", path: "/api/host/diagnosis" },
  input,
  output,
  deadline: 20_000,
  errors: ["ENGINE_UNREACHABLE", "ENGINE_TIMEOUT"],
  examples: [{ title: "Without the disk", input: { disk: false } }],
  run: async (context, wanted) => {
    const { ports, signal } = context;
    const { value, age } = await ports.reader.containers({ all: true, signal });
    context.observed(age);
    const seen = value.filter((one) => context.sees(targetOf(one)));
    const running = seen.filter((one) => one.State === "running");
    const [info, disk, consumers] = await Promise.all([
      ports.engine.json<{ ServerVersion?: string; MemTotal?: number; NCPU?: number; Warnings?: string[] | null }>(
        "GET",
        "/info",
        { signal },
      ),
      wanted.disk ? diskUse(ports.engine, signal, diskPatience) : undefined,
      topConsumers(context, running),
    ]);
    return {
      containers: { running: running.length, stopped: seen.length - running.length, all: seen.length },
      troubles: seen.flatMap(troubleOf).toSorted((a, b) => order.indexOf(a.problem) - order.indexOf(b.problem)),
      consumers,
      ...(disk === undefined ? {} : { disk: disk.map((one) => ({ ...one })) }),
      exposed: exposedPorts(running),
      engine: {
        version: info.ServerVersion ?? "",
        memory: info.MemTotal ?? 0,
        cpus: info.NCPU ?? 0,
        warnings: (info.Warnings ?? []).slice(0, 5),
      },
    };
  },
});

const order = ["dead", "restarting", "unhealthy", "failed", "paused"];

function nameOf(one: ContainerSummary): string {
  return (one.Names?.[0] ?? one.Id.slice(0, 12)).replace(/^\//, "");
}

function targetOf(one: ContainerSummary) {
  return { kind: "container" as const, id: one.Id, name: nameOf(one), labels: one.Labels ?? {}, image: one.Image };
}

function troubleOf(one: ContainerSummary): z.output<typeof trouble>[] {
  const code = /^Exited \((\d+)\)/.exec(one.Status)?.[1];
  const problem =
    one.State === "dead" || one.State === "restarting" || one.State === "paused"
      ? one.State
      : one.Status.includes("(unhealthy)")
        ? "unhealthy"
        : // 143 and 130 are what a stop on request usually leaves.
          one.State === "exited" && code !== undefined && !["0", "130", "143"].includes(code)
          ? "failed"
          : undefined;
  return problem === undefined ? [] : [{ container: nameOf(one), problem, status: one.Status }];
}

async function topConsumers({ ports, signal }: OperationContext<Ports>, running: readonly ContainerSummary[]) {
  const uses = await Promise.all(
    running.slice(0, mostSampled).map(async (one) => {
      const use = await useOf(ports, one.Id, signal);
      return { container: nameOf(one), use };
    }),
  );
  return uses
    .flatMap(({ container, use }) =>
      use?.memory === undefined
        ? []
        : [{ container, memory: use.memory, ...(use.cpuPercent === undefined ? {} : { cpu_percent: use.cpuPercent }) }],
    )
    .toSorted((a, b) => b.memory - a.memory)
    .slice(0, 5);
}

function exposedPorts(running: readonly ContainerSummary[]): string[] {
  const wide = running.flatMap((one) =>
    (one.Ports ?? []).flatMap(({ IP, PublicPort, PrivatePort, Type }) =>
      PublicPort !== undefined && (IP === "0.0.0.0" || IP === "::")
        ? [`${nameOf(one)} ${PublicPort}->${PrivatePort}/${Type}`]
        : [],
    ),
  );
  return [...new Set(wide)].slice(0, 20);
}
