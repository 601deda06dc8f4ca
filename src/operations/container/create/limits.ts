import { z } from "zod";
import { size, sizeBytes } from "../../fields/size.ts";
import { restart } from "./restart.ts";

const cpus = z.number().min(0).max(10_000);

/** The limits that a container can be created with and that can be changed later. */
export const limitFields = {
  memory: size("Most memory.").optional(),
  memory_bytes: sizeBytes("Most memory.").optional(),
  mem_limit: size("Another spelling of `memory`.").optional(),
  memory_swap: z
    .union([z.literal(-1), size("Memory and swap together.")])
    .optional()
    .describe("Memory and swap together: a size, or -1 for unlimited swap."),
  memory_reservation: size("Memory that is kept for it when memory is short.").optional(),
  cpus: cpus.optional().describe("CPUs it may use, such as 1.5."),
  cpu_count: cpus.optional().describe("Another spelling of `cpus`."),
  cpu_shares: z.int().min(0).max(262_144).optional().describe("Weight beside other containers; 1024 is the usual one."),
  cpuset: z
    .string()
    .regex(/^\d+([,-]\d+)*$/u)
    .optional()
    .describe("CPUs it may run on: `0-2,4`."),
  pids_limit: z.int().min(-1).optional().describe("Most processes; -1 for no limit."),
  restart: restart.optional(),
  restart_policy: restart.optional().describe("Another spelling of `restart`."),
};

const limitObject = z.object(limitFields);

/** The engine's fields for these limits: the same names in `HostConfig` and in the body of an update. */
export function limitBody(input: z.output<typeof limitObject>): Record<string, unknown> {
  const memory = input.memory ?? input.memory_bytes ?? input.mem_limit;
  const cpu = input.cpus ?? input.cpu_count;
  const policy = input.restart ?? input.restart_policy;
  return {
    ...(memory === undefined ? {} : { Memory: memory }),
    ...(input.memory_swap === undefined ? {} : { MemorySwap: input.memory_swap }),
    ...(input.memory_reservation === undefined ? {} : { MemoryReservation: input.memory_reservation }),
    ...(cpu === undefined ? {} : { NanoCpus: Math.round(cpu * 1e9) }),
    ...(input.cpu_shares === undefined ? {} : { CpuShares: input.cpu_shares }),
    ...(input.cpuset === undefined ? {} : { CpusetCpus: input.cpuset }),
    ...(input.pids_limit === undefined ? {} : { PidsLimit: input.pids_limit }),
    ...(policy === undefined ? {} : { RestartPolicy: policy }),
  };
}

const pairs = [
  ["memory", "memory_bytes"],
  ["memory", "mem_limit"],
  ["memory_bytes", "mem_limit"],
  ["cpus", "cpu_count"],
  ["restart", "restart_policy"],
  ["env", "environment"],
  ["workdir", "working_dir"],
  ["network", "network_mode"],
] as const;

/** Two spellings of the same setting that say different things are a mistake; adds an issue for each. */
export function refuseContradictions(input: Readonly<Record<string, unknown>>, context: z.core.$RefinementCtx): void {
  for (const [one, other] of pairs) {
    if (input[one] === undefined || input[other] === undefined) continue;
    if (JSON.stringify(input[one]) === JSON.stringify(input[other])) continue;
    context.addIssue({
      code: "custom",
      path: [other],
      message: `'${one}' and '${other}' mean the same and differ here; give one of them`,
    });
  }
}
