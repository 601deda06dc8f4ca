import { z } from "zod";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";

interface EngineVersion {
  readonly Version?: string;
  readonly ApiVersion?: string;
  readonly MinAPIVersion?: string;
  readonly Os?: string;
  readonly Arch?: string;
  readonly KernelVersion?: string;
}

/** Tells which versions are at work. */
export const systemVersion = define({
  id: "system.version",
  summary: "Show the versions of this server and of the engine.",
  risk: "read",
  http: { method: "GET", path: "/api/system/version" },
  input: z.strictObject({}),
  output: z.object({
    server: z.object({ version: z.string(), node: z.string() }),
    engine: z.object({
      version: z.string(),
      api_version: z.string().describe("The newest API that it speaks."),
      minimum_api_version: z.string().describe("The oldest API that it speaks."),
      negotiated_api_version: z.string().describe("The API that is spoken with it."),
      os: z.string(),
      architecture: z.string(),
      kernel: z.string(),
    }),
  }),
  deadline: 30_000,
  errors: engineErrors,
  examples: [{ title: "Which versions are at work?", input: {} }],
  async run({ ports, signal }) {
    const engine = await ports.engine.json<EngineVersion>("GET", "/version", { signal });
    return {
      server: { version: ports.server?.version ?? "", node: process.versions.node },
      engine: {
        version: engine.Version ?? "",
        api_version: engine.ApiVersion ?? "",
        minimum_api_version: engine.MinAPIVersion ?? "",
        negotiated_api_version: await ports.engine.apiVersion(signal),
        os: engine.Os ?? "",
        architecture: engine.Arch ?? "",
        kernel: engine.KernelVersion ?? "",
      },
    };
  },
});
