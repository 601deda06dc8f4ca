import { z } from "zod";
import type { RawStats } from "../../engine/stats/raw-stats.ts";
import { define } from "../define.ts";
import { containerErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theContainer } from "./act.ts";
import { stats, statsOf } from "./sample.ts";

/** Measures a container. */
export const containerStats = define({
  id: "container.stats",
  summary: "Measure a container's use of CPU, memory, network and disk.",
  description:
    "All running containers are measured together, every two seconds while somebody looks and every half minute otherwise; the newest " +
    "measurement is given at once. CPU and rates are those between it and the one before, 0 until there are two. As a stream, each new one is given.",
  risk: "read",
  http: { method: "GET", path: "/api/containers/{id}/stats", failure: "Failed to get stats" },
  input: z.strictObject({ id: reference("container") }),
  output: z.object({ container_id: z.string().describe("The container as it was asked for."), stats }),
  item: stats,
  targets: targetById("container"),
  deadline: "none",
  errors: containerErrors,
  examples: [{ title: "Measure a container", input: { id: "web" } }],
  async run(context, input) {
    const { id } = theContainer(context);
    const sampler = context.ports.use;
    if (sampler) {
      const sample = await sampler.sample(id);
      if (sample) context.observed({ asOf: new Date(sample.time), source: "memory", stale: false });
      return { container_id: input.id, stats: sample ? statsOf(sample.raw, sample) : statsOf({}) };
    }
    const sample = await context.ports.engine.json<RawStats>("GET", `/containers/${id}/stats`, {
      query: { stream: false },
      signal: context.signal,
    });
    return { container_id: input.id, stats: statsOf(sample) };
  },
  async *stream(context, input) {
    const { id } = theContainer(context);
    let last = statsOf({});
    if (context.ports.use) {
      for await (const sample of context.ports.use.follow(id, context.signal)) {
        last = statsOf(sample.raw, sample);
        yield last;
      }
      return { container_id: input.id, stats: last };
    }
    const query = { stream: true };
    const samples = context.ports.engine.values("GET", `/containers/${id}/stats`, { query, signal: context.signal });
    for await (const sample of samples) {
      last = statsOf(sample as RawStats);
      yield last;
    }
    return { container_id: input.id, stats: last };
  },
});
