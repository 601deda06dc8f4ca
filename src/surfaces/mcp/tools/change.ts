import { z } from "zod";
import { changes, tool, type Ran } from "../tool.ts";
import { container } from "./fields.ts";

interface Acted {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

/** `web abc123def456 is running now (record 01J…)`. */
function acted({ value, record }: Ran<Acted>) {
  return {
    text: `${value.name} ${value.id.slice(0, 12)} is ${value.status} now (record ${record})`,
    data: { id: value.id, status: value.status, record },
  };
}

const timeout = z.string().optional().describe("grace before SIGKILL, 10s unless given");

export const containerStart = tool({
  name: "container_start",
  profile: "operate",
  description: "Start a stopped container.",
  operations: ["container.start"],
  hints: changes({ destructiveHint: false, idempotentHint: true }),
  long: false,
  input: z.strictObject({ container }),
  call: async ({ run }, input) => acted(await run<Acted>("container.start", { id: input.container })),
});

export const containerStop = tool({
  name: "container_stop",
  profile: "operate",
  description: "Stop a container gracefully.",
  operations: ["container.stop"],
  hints: changes({ idempotentHint: true }),
  long: false,
  input: z.strictObject({ container, timeout }),
  call: async ({ run }, { container: id, ...rest }) => acted(await run<Acted>("container.stop", { id, ...rest })),
});

export const containerRestart = tool({
  name: "container_restart",
  profile: "operate",
  description: "Restart a container.",
  operations: ["container.restart"],
  hints: changes(),
  long: false,
  input: z.strictObject({ container, timeout }),
  call: async ({ run }, { container: id, ...rest }) => acted(await run<Acted>("container.restart", { id, ...rest })),
});

export const containerKill = tool({
  name: "container_kill",
  profile: "operate",
  description: "Send a signal to a container; SIGKILL unless given.",
  operations: ["container.kill"],
  hints: changes(),
  long: false,
  input: z.strictObject({ container, signal: z.string().optional().describe("SIGHUP, SIGUSR1, …") }),
  call: async ({ run }, { container: id, ...rest }) => acted(await run<Acted>("container.kill", { id, ...rest })),
});

export const containerPause = tool({
  name: "container_pause",
  profile: "operate",
  description: "Freeze a container's processes, or resume them.",
  operations: ["container.pause", "container.unpause"],
  hints: changes({ destructiveHint: false }),
  long: false,
  input: z.strictObject({ container, resume: z.boolean().optional() }),
  call: async ({ run }, input) =>
    acted(await run<Acted>(input.resume === true ? "container.unpause" : "container.pause", { id: input.container })),
});

export const containerRemove = tool({
  name: "container_remove",
  profile: "develop",
  description: "Remove a container; force kills a running one, volumes removes its anonymous volumes.",
  operations: ["container.remove"],
  hints: changes({ idempotentHint: true }),
  long: false,
  input: z.strictObject({ container, force: z.boolean().optional(), volumes: z.boolean().optional() }),
  call: async ({ run }, { container: id, ...rest }) => {
    const { value, record } = await run<Acted>("container.remove", { id, ...rest });
    return { text: `${value.name} is removed (record ${record})`, data: { record } };
  },
});

interface Recreated {
  readonly container: { readonly id: string; readonly name: string; readonly status: string; readonly image: string };
  readonly former: { readonly id: string; readonly state: string };
  readonly warnings: readonly string[];
}

export const containerRecreate = tool({
  name: "container_recreate",
  profile: "develop",
  description: "Put a container with another image, settings or an earlier version in its place; undone when it fails.",
  operations: ["container.recreate"],
  hints: changes(),
  long: true,
  input: z.strictObject({
    container,
    image: z.string().optional(),
    version: z.string().optional().describe("hash from its history"),
    env: z.record(z.string(), z.string()).optional(),
    env_remove: z.array(z.string()).optional(),
    ports: z.array(z.string()).optional(),
    command: z.union([z.string(), z.array(z.string())]).optional(),
  }),
  call: async ({ run }, { container: id, ...rest }) => {
    const { value, record } = await run<Recreated>("container.recreate", { id, ...rest });
    const { container: made, former, warnings } = value;
    const kept = former.state === "trash" ? "in the trash" : "kept, stopped";
    const text = [
      `${made.name} ${made.id.slice(0, 12)} from ${made.image} is ${made.status} now; ${former.id.slice(0, 12)} is ${kept} (record ${record})`,
      ...warnings,
    ].join("\n");
    return { text, data: { id: made.id, status: made.status, former: former.id, record, warnings } };
  },
});

export const containerUpdate = tool({
  name: "container_update",
  profile: "develop",
  description: "Change limits or restart policy of a container.",
  operations: ["container.update"],
  hints: changes({ destructiveHint: false, idempotentHint: true }),
  long: false,
  input: z.strictObject({
    container,
    memory: z.string().optional().describe("512MiB"),
    cpus: z.number().optional(),
    restart: z.enum(["no", "always", "unless-stopped", "on-failure"]).optional(),
  }),
  call: async ({ run }, { container: id, restart, ...rest }) =>
    acted(await run<Acted>("container.update", { id, ...rest, ...(restart === undefined ? {} : { restart }) })),
});
