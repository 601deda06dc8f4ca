import { z } from "zod";
import { GnosisError } from "../../../kernel/errors.ts";
import { type Answer, changes, tool, type ToolCall } from "../tool.ts";
import { bytesText } from "../text/units.ts";
import { outputLines } from "./run.ts";

interface Sandbox {
  readonly name: string;
  readonly endpoint: string;
  readonly state: string;
  readonly owner: string;
  readonly ends: string;
  readonly cpus: number;
  readonly memory_bytes: number;
  readonly disk_bytes: number;
  readonly network: string;
  readonly images: readonly string[];
  readonly socket: string | null;
}

interface ExecAnswer {
  readonly exit_code: number | null;
  readonly output: string;
  readonly truncated: boolean;
  readonly timed_out: boolean;
}

const line = (one: Sandbox): string =>
  `${one.name} ${one.state}, endpoint ${one.endpoint}, ends ${one.ends}, ${one.cpus} CPUs, ${bytesText(one.memory_bytes)} memory, ` +
  `${bytesText(one.disk_bytes)} disk, network ${one.network}${one.images.length === 0 ? "" : `, images ${one.images.join(" ")}`}`;

const input = z.strictObject({
  action: z.enum(["create", "list", "exec", "remove"]),
  name: z.string().optional(),
  images: z.array(z.string()).optional(),
  time: z.string().optional().describe("2h"),
  network: z.enum(["open", "none"]).optional(),
  command: z.array(z.string()).optional(),
  image: z.string().optional(),
});

type Input = z.output<typeof input>;

const needed = (given: Input, field: "name" | "command"): never => {
  throw new GnosisError("INPUT_INVALID", `sandbox ${given.action} needs ${field}.`, { where: field });
};

const actions: Readonly<Record<Input["action"], (call: ToolCall, given: Input) => Promise<Answer>>> = {
  list: async ({ run }) => {
    const { value } = await run<{ sandboxes: readonly Sandbox[] }>("sandbox.list", {});
    const lines = value.sandboxes.map(line);
    return { text: lines.length === 0 ? "no sandboxes" : { lines, keep: "start" }, data: { count: lines.length } };
  },
  create: async ({ run }, given) => {
    const { name = needed(given, "name"), images, time, network } = given;
    const wanted = Object.entries({ name, images, time, network }).filter(([, value]) => value !== undefined);
    const { value, record } = await run<{ sandbox: Sandbox }>("sandbox.create", Object.fromEntries(wanted));
    const { endpoint, socket } = value.sandbox;
    return {
      text: `${line(value.sandbox)} (record ${record})\nGive endpoint ${endpoint} to other tools to work inside it; DOCKER_HOST=unix://${socket}`,
      data: { endpoint, socket },
    };
  },
  exec: async ({ run, fence }, given) => {
    const { name = needed(given, "name"), command = needed(given, "command"), image } = given;
    const asked = { name, command, ...(image === undefined ? {} : { image }) };
    const { value, record } = await run<ExecAnswer>("sandbox.exec", asked);
    const code = value.timed_out ? "timed out" : `exit ${value.exit_code ?? "?"}`;
    const lines = outputLines(value.output);
    if (lines.length === 0)
      return { text: `${code}, no output (record ${record})`, data: { exit_code: value.exit_code } };
    return {
      text: {
        head: [`${code}${value.truncated ? ", output cut" : ""}`, fence.open("output")],
        lines,
        foot: [fence.close()],
        keep: value.exit_code === 0 ? "start" : "end",
      },
      data: { exit_code: value.exit_code },
    };
  },
  remove: async ({ run }, given) => {
    const { name = needed(given, "name") } = given;
    const { record } = await run("sandbox.remove", { name });
    return { text: `sandbox ${name} and everything in it is gone (record ${record})` };
  },
};

export const sandboxUse = tool({
  name: "sandbox_use",
  profile: "admin",
  description: "A Docker Engine of your own, to do anything in: create, list, exec (command, image), remove.",
  operations: ["sandbox.create", "sandbox.exec", "sandbox.remove"],
  hints: changes({ openWorldHint: true }),
  long: true,
  input,
  call: (call, given) => actions[given.action](call, given),
});
