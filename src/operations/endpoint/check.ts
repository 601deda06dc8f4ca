import { z } from "zod";
import { define } from "../define.ts";

/** Looks whether engines can be used. */
export const endpointCheck = define({
  id: "endpoint.check",
  summary:
    "Check engines: whether they answer, may be changed, lack something, or are open to others; version, latency and clock.",
  risk: "read",
  http: { method: "GET", path: "/api/endpoints/check" },
  input: z.strictObject({
    name: z.string().min(1).max(63).optional().describe("Only this one; all when absent."),
  }),
  output: z.object({
    endpoints: z.array(
      z.object({
        name: z.string(),
        kind: z.string(),
        address: z.string(),
        ok: z.boolean(),
        engine: z.string().nullable().describe("Docker Engine or Podman."),
        version: z.string().nullable().describe("The engine's version."),
        api_version: z.string().nullable().describe("Version of its API that is spoken."),
        rights: z
          .enum(["change", "look", "unknown"])
          .nullable()
          .describe("Whether the engine lets us change something, or look alone."),
        lacks: z.array(z.string()).describe("What this engine lacks, each with what happens instead."),
        findings: z
          .array(
            z.object({
              severity: z.enum(["ok", "note", "warning", "error"]),
              message: z.string(),
              fix: z.string().nullable(),
            }),
          )
          .describe("What somebody should know or mend: clocks that differ, an engine that others can use too."),
        latency_ms: z.number().nullable(),
        clock_ms: z.number().nullable().describe("How far its clock is ahead of the server's; negative when behind."),
        error: z
          .object({ code: z.string(), message: z.string(), next: z.string() })
          .nullable()
          .describe("Why it can't be used, and what to do."),
      }),
    ),
    total: z.number().describe("How many were looked at."),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN"],
  examples: [{ title: "All engines", input: {} }],
  async run({ ports, caller, signal }, { name }) {
    const found = (await ports.endpoints?.check(name, caller, signal)) ?? [];
    const endpoints = found.map((one) => ({
      name: one.name,
      kind: one.kind,
      address: one.address,
      ok: one.ok,
      engine: one.product ?? null,
      version: one.version ?? null,
      api_version: one.api ?? null,
      rights: one.rights ?? null,
      lacks: [...one.lacks],
      findings: one.findings.map(({ severity, message, fix }) => ({ severity, message, fix: fix ?? null })),
      latency_ms: one.latency ?? null,
      clock_ms: one.clock ?? null,
      error: one.error === undefined ? null : { ...one.error },
    }));
    return { endpoints, total: endpoints.length };
  },
});
