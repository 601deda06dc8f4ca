import { z } from "zod";
import { asGnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";

/** Tells how the server itself is. */
export const systemHealth = define({
  id: "system.health",
  summary: "Show whether this server works: its engine, its audit log, how long it has run.",
  description: "Answers whatever is broken: look at `status`.",
  risk: "read",
  http: { method: "GET", path: "/api/system/health" },
  input: z.strictObject({}),
  output: z.object({
    status: z.enum(["healthy", "degraded"]),
    engine: z.object({
      ok: z.boolean(),
      endpoint: z.string(),
      error: z.string().nullable().describe("What is wrong, and what to do."),
    }),
    audit: z.object({
      ok: z.boolean(),
      sequence: z.number().describe("Number of the newest record."),
      waiting: z.number().describe("Records that wait to be written."),
      error: z.string().nullable(),
    }),
    version: z.string(),
    started: z.string().nullable().describe("RFC 3339."),
    uptime_seconds: z.number(),
    memory_bytes: z.number().describe("Resident memory of the server's process."),
  }),
  deadline: 10_000,
  errors: ["FIELD_UNKNOWN"],
  examples: [{ title: "How is the server?", input: {} }],
  async run({ ports, signal }) {
    const engine = await ports.engine.json("GET", "/_ping", { signal, timeout: 3_000 }).then(
      () => null,
      (error: unknown) => asGnosisError(error),
    );
    const { writable, reason, broken, sequence, waiting } = ports.audit.state();
    const trouble = writable ? (broken?.message ?? null) : (reason ?? "Records can't be written.");
    return {
      status: engine === null && trouble === null ? ("healthy" as const) : ("degraded" as const),
      engine: {
        ok: engine === null,
        endpoint: ports.engine.endpoint.name,
        error: engine === null ? null : `${engine.message} ${engine.next}`,
      },
      audit: { ok: trouble === null, sequence, waiting, error: trouble },
      version: ports.server?.version ?? "",
      started: ports.server?.started.toISOString() ?? null,
      uptime_seconds: Math.round(process.uptime()),
      memory_bytes: process.memoryUsage.rss(),
    };
  },
});
