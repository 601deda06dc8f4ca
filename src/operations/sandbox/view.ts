import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import type { Ports } from "../ports.ts";
import type { SandboxDesk, SandboxView } from "../sandbox-desk.ts";

/** A sandbox's name: it becomes part of an endpoint's, a file's and a host's name. */
export const sandboxName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/u, "must be at most 40 lower-case letters, digits and hyphens")
  .describe("Lower-case letters, digits and hyphens, at most 40.");

/** A sandbox as answers show it. */
export const sandbox = z.object({
  name: z.string(),
  endpoint: z.string().describe("Names its engine in every other call: `?endpoint=`, `--endpoint`."),
  state: z.string().describe("starting, ready, removing or ended."),
  host: z.string().describe("The endpoint on whose engine it runs."),
  container: z.string().nullable().describe("Id of its container there."),
  image: z.string().describe("The image that carries its engine."),
  owner: z.string().describe("Name of the token that made it."),
  created: z.string().describe("RFC 3339, as all moments."),
  ends: z.string().describe("When it ends by itself."),
  cpus: z.number(),
  memory_bytes: z.number(),
  pids: z.number(),
  disk_bytes: z.number(),
  disk_limit: z
    .string()
    .nullable()
    .describe("`image`: its disk can hold no more than that; `watch`: it is ended when it holds more."),
  storage_driver: z.string().nullable().describe("What its engine keeps layers with, as found out at its start."),
  network: z.string().describe("open or none."),
  images: z.array(z.string()).describe("Images that were copied into it."),
  socket: z.string().nullable().describe("Path of the guarded Docker socket that leads into it."),
  reason: z.string().nullable().describe("Of one that ended: why."),
});

/** The answer's form of a sandbox. */
export function sandboxOf(view: SandboxView): z.output<typeof sandbox> {
  return {
    name: view.name,
    endpoint: view.endpoint,
    state: view.state,
    host: view.host,
    container: view.container ?? null,
    image: view.image,
    owner: view.owner.name,
    created: view.created,
    ends: view.ends,
    cpus: view.limits.cpus,
    memory_bytes: view.limits.memory,
    pids: view.limits.pids,
    disk_bytes: view.limits.disk,
    disk_limit: view.diskKind ?? null,
    storage_driver: view.driver ?? null,
    network: view.network,
    images: [...view.images],
    socket: view.socket ?? null,
    reason: view.reason ?? null,
  };
}

/** The desk; a sandbox has none itself. */
export function desk({ sandboxes }: Ports): SandboxDesk {
  if (sandboxes !== undefined) return sandboxes;
  throw new GnosisError("ENGINE_LACKS", "There are no sandboxes here.", {
    next: "Ask the server's own engine: a sandbox has none inside.",
  });
}
