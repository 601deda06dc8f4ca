import { z } from "zod";
import { theContainer } from "../container/act.ts";
import { define } from "../define.ts";
import { containerErrors } from "../fields/errors.ts";
import { moment } from "../fields/moment.ts";
import { reference, targetById } from "../fields/reference.ts";

/** Lengths of period that are kept, in seconds, and for how long, in seconds. */
const kept = { "10s": [10, 3600], "1m": [60, 86_400], "15m": [900, 30 * 86_400] } as const;
type Step = keyof typeof kept;

const rate = z.number().nullable().describe("Bytes a second; null where no sample says it.");

const point = z.object({
  time: z.string().describe("Beginning of the period, RFC 3339."),
  samples: z.number().describe("Measurements in it."),
  cpu_percent: z.number().nullable().describe("Average; 100 is one CPU busy all the time."),
  cpu_percent_peak: z.number().nullable(),
  memory: z.number().describe("Bytes on average, without what the kernel could drop at once."),
  memory_peak: z.number(),
  memory_limit: z.number(),
  network_rx_rate: rate,
  network_tx_rate: rate,
  block_read_rate: rate,
  block_write_rate: rate,
  pids: z.number(),
});

/** Tells what a container used in the past. */
export const statsHistory = define({
  id: "stats.history",
  summary: "Show what a container used of CPU, memory, network and disk over the last hours or days.",
  description: "Averages over 10 seconds are kept for an hour, over a minute for a day, over 15 minutes for a month.",
  risk: "read",
  http: { method: "GET", path: "/api/containers/{id}/stats/history" },
  input: z.strictObject({
    id: reference("container"),
    since: moment("From then on; the last hour when absent.").optional(),
    until: moment("Until then; now when absent.").optional(),
    step: z
      .enum(["10s", "1m", "15m"])
      .optional()
      .describe("Length of a period; the shortest that is kept as far back as `since` when absent."),
  }),
  output: z.object({
    container_id: z.string(),
    full_id: z.string(),
    step: z.enum(["10s", "1m", "15m"]),
    points: z
      .array(point)
      .describe("Oldest first. Periods in which it did not run, or the server did not, are missing."),
  }),
  targets: targetById("container"),
  deadline: 30_000,
  errors: containerErrors,
  examples: [{ title: "The last two hours", input: { id: "web", since: "2h" } }],
  run: async (context, asked) => {
    const { id } = theContainer(context);
    const now = Date.now();
    const since = asked.since === undefined ? now - 3_600_000 : asked.since * 1000;
    const until = asked.until === undefined ? now + 1 : asked.until * 1000;
    const step = asked.step ?? finest((now - since) / 1000);
    const points = context.ports.use?.history(id, since, until, kept[step][0]) ?? [];
    return {
      container_id: asked.id,
      full_id: id,
      step,
      points: points.map((one) => ({
        time: new Date(one.time).toISOString(),
        samples: one.samples,
        cpu_percent: one.cpu,
        cpu_percent_peak: one.cpuPeak,
        memory: one.memory,
        memory_peak: one.memoryPeak,
        memory_limit: one.memoryLimit,
        network_rx_rate: one.received,
        network_tx_rate: one.sent,
        block_read_rate: one.read,
        block_write_rate: one.written,
        pids: one.pids,
      })),
    };
  },
});

function finest(seconds: number): Step {
  const steps = Object.keys(kept) as Step[];
  // A little more than asked for: "the last hour" was said a moment ago.
  return steps.find((step) => kept[step][1] * 1.02 >= seconds) ?? "15m";
}
