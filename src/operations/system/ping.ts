import { z } from "zod";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";

/** Asks the engine whether it is there. */
export const systemPing = define({
  id: "system.ping",
  summary: "Ask the engine whether it answers, and how fast.",
  risk: "read",
  http: { method: "GET", path: "/api/system/ping" },
  input: z.strictObject({}),
  output: z.object({
    message: z.string(),
    api_version: z.string().describe("Version of the engine's API that is spoken."),
    latency_ms: z.number().describe("Milliseconds until it answered."),
  }),
  deadline: 10_000,
  errors: engineErrors,
  examples: [{ title: "Is the engine there?", input: {} }],
  async run({ ports, signal }) {
    const began = performance.now();
    const { body } = await ports.engine.open("GET", "/_ping", { signal, timeout: 9_000 });
    body.resume();
    const latency = Number((performance.now() - began).toFixed(1));
    return { message: "The engine answers", api_version: await ports.engine.apiVersion(signal), latency_ms: latency };
  },
});
