import { createHash } from "node:crypto";
import { z } from "zod";
import { plainText } from "../../../kernel/plain-text.ts";
import { changes, tool, type Answer, type ToolCall } from "../tool.ts";
import { cut } from "../text/units.ts";
import { container } from "./fields.ts";

/** Label that carries a request's idempotency key, so that a second call finds what the first one made. */
const requestLabel = "dev.gnosis-docker.request";

interface RunAnswer {
  readonly container: {
    readonly id: string;
    readonly name: string;
    readonly status: string;
    readonly exit_code?: number | null;
    readonly logs?: string;
    readonly truncated?: boolean;
    readonly ports?: Readonly<Record<string, readonly { HostIp?: string; HostPort?: string }[] | null>>;
  };
  readonly warnings?: readonly string[];
}

const input = z.strictObject({
  image: z.string().min(1),
  name: z.string().optional(),
  command: z.union([z.string(), z.array(z.string())]).optional(),
  env: z.record(z.string(), z.string()).optional(),
  ports: z.array(z.string()).optional().describe("8080:80; on 127.0.0.1 unless an address is given"),
  volumes: z.array(z.string()).optional().describe("volume:/path or /host:/path:ro"),
  network: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  restart: z.enum(["no", "always", "unless-stopped", "on-failure"]).optional(),
  memory: z.string().optional().describe("512MiB"),
  cpus: z.number().optional(),
  mode: z
    .enum(["detached", "wait", "create"])
    .optional()
    .describe("wait: run to its end, give output, remove; create: don't start"),
  idempotency_key: z.string().min(1).max(100).optional().describe("same key, same container: safe to retry"),
});

/** Calls under way by key: two at once with the same key are one. */
const underWay = new Map<string, Promise<Answer>>();

export const containerRun = tool({
  name: "container_run",
  profile: "develop",
  description: "Create and start a container from a local image (pull it first).",
  operations: ["container.run", "container.create"],
  // What runs may write to the volumes and hosts that it is given, and reach whatever the network lets it.
  hints: changes({ openWorldHint: true }),
  long: true,
  input,
  call: async (call, wanted) => {
    if (wanted.idempotency_key === undefined) return make(call, wanted);
    const key = createHash("sha256").update(`${call.callerId}\n${wanted.idempotency_key}`).digest("hex").slice(0, 32);
    const running = underWay.get(key);
    if (running !== undefined) return running;
    const made = once(call, wanted, key);
    underWay.set(key, made);
    try {
      return await made;
    } finally {
      underWay.delete(key);
    }
  },
});

type Wanted = z.output<typeof input>;

async function once(call: ToolCall, wanted: Wanted, key: string): Promise<Answer> {
  const { value } = await call.run<{ containers: { id: string; name: string; status: string; image: string }[] }>(
    "container.list",
    { all: true, label: `${requestLabel}=${key}` },
  );
  const [there] = value.containers;
  if (there !== undefined) {
    return {
      text: `Made by an earlier call with this key: ${there.name} ${there.id.slice(0, 12)} from ${there.image} is ${there.status}. Nothing was done now.`,
      data: { id: there.id, name: there.name, status: there.status, repeated: true },
    };
  }
  return make(call, { ...wanted, labels: { ...wanted.labels, [requestLabel]: key } });
}

async function make({ run, fence }: ToolCall, wanted: Wanted): Promise<Answer> {
  const { mode = "detached", idempotency_key: _, ...rest } = wanted;
  const more = mode === "create" ? {} : mode === "wait" ? { detach: false, remove: true } : { detach: true };
  const { value, record } = await run<RunAnswer>(mode === "create" ? "container.create" : "container.run", {
    ...rest,
    ...more,
  });
  const made = value.container;
  const data = { id: made.id.slice(0, 12), name: made.name, status: made.status, record };
  const warnings = (value.warnings ?? []).map((one) => `warning: ${one}`);
  if (mode !== "wait") {
    const open = Object.entries(made.ports ?? {}).flatMap(([inside, to]) =>
      (to ?? []).slice(0, 1).map((host) => `${host.HostIp || "*"}:${host.HostPort ?? ""}->${inside}`),
    );
    const ports = open.length === 0 ? "" : `, ports ${open.join(", ")}`;
    const text = [`${made.name} ${data.id} is ${made.status}${ports} (record ${record})`, ...warnings].join("\n");
    return { text, data };
  }
  const head = `${made.name} ended with exit ${made.exit_code ?? "?"} (record ${record})`;
  const lines = outputLines(made.logs ?? "");
  return {
    text: {
      head: [
        head,
        ...warnings,
        ...(made.truncated === true ? ["the beginning of the output is missing"] : []),
        fence.open("output"),
      ],
      lines: lines.length === 0 ? ["no output"] : lines,
      foot: [fence.close()],
      keep: "end",
    },
    data: { ...data, exit_code: made.exit_code ?? null },
  };
}

/** Output as plain lines of bearable length. */
export function outputLines(text: string): string[] {
  const plain = plainText(text).replace(/\n+$/, "");
  return plain === "" ? [] : plain.split("\n").map((one) => cut(one, 1_000));
}

interface ExecAnswer {
  readonly exit_code: number | null;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly output?: string;
  readonly truncated?: boolean;
  readonly timed_out?: boolean;
}

export const containerExec = tool({
  name: "container_exec",
  profile: "develop",
  description: "Run a command inside a running container; no shell unless the command is one (sh -c).",
  operations: ["container.exec"],
  hints: changes({ openWorldHint: true }),
  long: true,
  input: z.strictObject({
    container,
    command: z.array(z.string()).min(1),
    env: z.record(z.string(), z.string()).optional(),
    user: z.string().optional(),
    workdir: z.string().optional(),
    stdin: z.string().optional(),
    timeout: z.string().optional().describe("30s"),
  }),
  call: async ({ run, fence }, { container: id, ...rest }) => {
    const { value, record } = await run<ExecAnswer>("container.exec", { id, ...rest });
    const out = outputLines(value.stdout ?? value.output ?? "");
    const err = outputLines(value.stderr ?? "");
    const code = value.timed_out === true ? "timed out: it may still run" : `exit ${value.exit_code ?? "?"}`;
    const lines = [...out, ...(err.length === 0 ? [] : ["--- stderr", ...err])];
    if (lines.length === 0)
      return { text: `${code}, no output (record ${record})`, data: { exit_code: value.exit_code } };
    return {
      text: {
        head: [
          `${code}${value.truncated === true ? ", output cut" : ""}`,
          fence.open(`output of ${rest.command[0] ?? ""}`),
        ],
        lines,
        foot: [fence.close()],
        keep: value.exit_code === 0 ? "start" : "end",
      },
      data: { exit_code: value.exit_code },
    };
  },
});

interface WaitAnswer {
  readonly exit_code: number | null;
  readonly timed_out: boolean;
}

export const containerWait = tool({
  name: "container_wait",
  profile: "observe",
  description: "Wait until a container ends, and give its exit code.",
  operations: ["container.wait"],
  hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  long: false,
  input: z.strictObject({ container, timeout: z.string().optional().describe("1m unless given, at most 1h") }),
  call: async ({ run }, { container: id, timeout = "1m" }) => {
    const { value } = await run<WaitAnswer>("container.wait", { id, timeout });
    const text = value.timed_out ? `still running after ${timeout}` : `ended with exit ${value.exit_code ?? "?"}`;
    return { text, data: { exit_code: value.exit_code, timed_out: value.timed_out } };
  },
});
