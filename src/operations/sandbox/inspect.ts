import { z } from "zod";
import { define } from "../define.ts";
import { desk, sandbox, sandboxName, sandboxOf } from "./view.ts";

/** One sandbox, and how its engine is. */
export const sandboxInspect = define({
  id: "sandbox.inspect",
  summary: "Show one sandbox: its limits, its end, how to reach it, and what it uses now.",
  risk: "read",
  http: { method: "GET", path: "/api/sandboxes/{name}" },
  input: z.strictObject({ name: sandboxName }),
  output: sandbox.extend({
    reachable: z.boolean().describe("Whether its engine answers."),
    version: z.string().nullable().describe("Its engine's version."),
    containers: z.number().nullable(),
    running: z.number().nullable().describe("Containers that run in it."),
    memory_used_bytes: z.number().nullable(),
    pids_used: z.number().nullable(),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "SANDBOX_NOT_FOUND", "STORE_FAILED"],
  examples: [{ title: "One sandbox", input: { name: "agent-1" } }],
  async run({ ports, caller, signal }, { name }) {
    const found = desk(ports).find(caller, name);
    const use = await desk(ports).use(found, signal);
    return {
      ...sandboxOf(found),
      reachable: use.reachable,
      version: use.version ?? null,
      containers: use.containers ?? null,
      running: use.running ?? null,
      memory_used_bytes: use.memory ?? null,
      pids_used: use.pids ?? null,
    };
  },
});
