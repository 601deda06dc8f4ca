import { z } from "zod";
import { define } from "../define.ts";
import { duration, seconds } from "../fields/duration.ts";
import { engineErrors } from "../fields/errors.ts";
import { imageReference } from "../fields/names.ts";
import { size, sizeBytes } from "../fields/size.ts";
import { desk, sandbox, sandboxName, sandboxOf } from "./view.ts";

/** Images that one sandbox can be given. */
const mostImages = 8;

const input = z.strictObject({
  name: sandboxName,
  cpus: z.number().min(0.1).max(1024).optional().describe("Processors, for all that runs in it; 2 when absent."),
  memory: size("Memory, for all that runs in it; 2GiB when absent.").optional(),
  memory_bytes: sizeBytes("The same as a number.").optional(),
  pids: z.int().min(64).max(4_194_304).optional().describe("Processes in all; 2048 when absent."),
  disk: size("What its images, containers and volumes may take; 10GiB when absent.").optional(),
  disk_bytes: sizeBytes("The same as a number.").optional(),
  time: duration("When it ends by itself; 4h when absent.").optional(),
  time_seconds: seconds("The same as a number.").optional(),
  network: z
    .enum(["open", "none"])
    .default("open")
    .describe("`open`: out to the world, not to other containers; `none`: no connection at all."),
  images: z
    .array(imageReference)
    .max(mostImages)
    .default([])
    .describe("Images of the host that are copied into it, up to eight."),
  with_token: z.boolean().default(false).describe("Makes a token that reaches this sandbox and nothing else."),
});

type Input = z.output<typeof input>;

/** Makes a sandbox. */
export const sandboxCreate = define({
  id: "sandbox.create",
  summary: "Make a sandbox: a whole Docker Engine of its own in a container, with limits and an end.",
  description:
    "Its engine is an endpoint: every operation works there with `endpoint`, and so does the guarded Docker socket that the answer names. " +
    "Has the risk `host`, since the container that carries an engine has more rights than others. Limits can't exceed the server's settings.",
  risk: "host",
  http: { method: "POST", path: "/api/sandboxes", status: 201, failure: "Failed to create sandbox" },
  input,
  output: z.object({
    message: z.string().describe("What was done, for people."),
    sandbox,
    token: z.string().nullable().describe("With `with_token`: its text, shown this once."),
  }),
  targets: Array.from({ length: mostImages }, (_, index) => ({
    kind: "image" as const,
    reference: (given: Input) => given.images[index],
  })),
  deadline: 900_000,
  errors: [
    ...engineErrors,
    ...["CONFLICT", "LIMIT_REACHED", "SANDBOX_FAILED", "IMAGE_NOT_FOUND", "REFERENCE_AMBIGUOUS"],
    ...["ENGINE_REFUSED", "ENGINE_LACKS", "STORE_FAILED"],
  ] as const,
  examples: [
    { title: "A sandbox for an agent", input: { name: "agent-1", time: "1h", images: ["busybox"] } },
    {
      title: "Small, and cut off from everything",
      input: { name: "agent-2", memory: "512MiB", disk: "1GiB", cpus: 1, network: "none" },
    },
  ],
  async run({ ports, caller, signal, progress, targets }, given) {
    const { name, network, cpus, pids } = given;
    const memory = given.memory ?? given.memory_bytes;
    const disk = given.disk ?? given.disk_bytes;
    const time = given.time ?? (given.time_seconds === undefined ? undefined : given.time_seconds * 1000);
    const limits = Object.fromEntries(
      Object.entries({ cpus, memory, pids, disk }).filter(([, value]) => value !== undefined),
    );
    const made = await desk(ports).create(
      ports.engine,
      {
        ...{ name, limits, network, images: targets, withToken: given.with_token },
        ...(time === undefined ? {} : { time }),
      },
      { caller, signal, progress },
    );
    return {
      message: `Sandbox ${name} is ready; it ends at ${made.sandbox.ends}`,
      sandbox: sandboxOf(made.sandbox),
      token: made.token ?? null,
    };
  },
});
