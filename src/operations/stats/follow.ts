import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { ContainerUse } from "../container-use.ts";
import { containerTarget } from "../container/view.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import type { Ports } from "../ports.ts";

/** Milliseconds of the past that a stream begins with, in periods of so many seconds. */
const past = 60_000;
const period = 10;

const round = z.object({
  time: z.string().describe("When it was measured, RFC 3339."),
  containers: z.array(
    z.object({
      full_id: z.string(),
      cpu_percent: z
        .number()
        .nullable()
        .describe("100 is one CPU busy all the time; null until there are two samples."),
      memory: z.number().describe("Bytes, without what the kernel could drop at once."),
    }),
  ),
});
type Round = z.output<typeof round>;

/** Follows what all running containers use. */
export const statsFollow = define({
  id: "stats.follow",
  summary: "Show what all running containers use of CPU and memory, or follow it.",
  description:
    "A stream begins with the last minute, and gives one item for each round of measurements, about every two seconds. " +
    "Containers out of the caller's sight are left out.",
  risk: "read",
  http: { method: "GET", path: "/api/stats" },
  input: z.strictObject({}),
  output: round,
  item: round,
  deadline: "none",
  errors: [...engineErrors, "ENGINE_LACKS"],
  examples: [{ title: "What do all containers use?", input: {} }],
  async run(context) {
    const ids = await visible(context);
    const use = useOf(context);
    const samples = await Promise.all(ids.map((id) => use.sample(id)));
    return roundOf(
      Date.now(),
      samples.filter((sample) => sample !== undefined),
    );
  },
  async *stream(context) {
    const use = useOf(context);
    let last = roundOf(Date.now(), []);
    yield* before(use, await visible(context));
    for await (const samples of use.rounds(context.signal)) {
      const seen = new Set(await visible(context));
      const taken = samples.filter(({ container }) => seen.has(container));
      if (taken.length === 0) continue;
      last = roundOf(Math.max(...taken.map(({ time }) => time)), taken);
      yield last;
    }
    return last;
  },
});

function useOf(context: OperationContext<Ports>): ContainerUse {
  const { use } = context.ports;
  if (use !== undefined) return use;
  throw new GnosisError("ENGINE_LACKS", "Measurements are not taken here.", { next: "Ask container.stats." });
}

/** Full ids of what runs and the caller may see. */
async function visible(context: OperationContext<Ports>): Promise<string[]> {
  const { value } = await context.ports.reader.containers({ all: false, signal: context.signal });
  return value.filter((one) => context.sees(containerTarget(one))).map(({ Id }) => Id);
}

/** The last minute, a round for each period of it. */
function before(use: ContainerUse, ids: readonly string[]): Round[] {
  const now = Date.now();
  const rounds = new Map<number, { container: string; cpu: number | null; memory: number }[]>();
  for (const container of ids) {
    for (const { time, cpu, memory } of use.history(container, now - past, now, period)) {
      const at = rounds.get(time) ?? [];
      at.push({ container, cpu, memory });
      rounds.set(time, at);
    }
  }
  return [...rounds].toSorted(([a], [b]) => a - b).map(([time, samples]) => roundOf(time, samples));
}

const roundOf = (
  time: number,
  samples: readonly { readonly container: string; readonly cpu?: number | null | undefined; readonly memory: number }[],
): Round => ({
  time: new Date(time).toISOString(),
  containers: samples.map(({ container, cpu, memory }) => ({
    full_id: container,
    cpu_percent: cpu === undefined || cpu === null ? null : Number(cpu.toFixed(2)),
    memory: Math.round(memory),
  })),
});
