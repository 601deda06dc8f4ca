import { z } from "zod";
import { define } from "../define.ts";
import { containerErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theContainer } from "./act.ts";
import { type EngineStats, stats, statsOf } from "./sample.ts";

/** Measures a container. */
export const containerStats = define({
  id: "container.stats",
  summary: "Measure a container's use of CPU, memory, network and disk.",
  description:
    "In one piece it takes a second or two, since CPU is measured between two samples. As a stream, a sample comes each second.",
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
    const sample = await context.ports.engine.json<EngineStats>("GET", `/containers/${id}/stats`, {
      query: { stream: false },
      signal: context.signal,
    });
    return { container_id: input.id, stats: statsOf(sample) };
  },
  async *stream(context, input) {
    const { id } = theContainer(context);
    let last = statsOf({});
    const samples = context.ports.engine.values("GET", `/containers/${id}/stats`, {
      query: { stream: true },
      signal: context.signal,
    });
    for await (const sample of samples) {
      last = statsOf(sample as EngineStats);
      yield last;
    }
    return { container_id: input.id, stats: last };
  },
});
