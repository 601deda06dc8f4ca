import { z } from "zod";
import { changes, tool, type Answer, type Ran, type ToolCall } from "../../tool.ts";
import { tellCheck } from "./check.ts";
import { tellList, tellStack } from "./look.ts";
import { tellDone, tellPlan } from "./steps.ts";
import { tellHistory, tellKept } from "./versions.ts";

const input = z.strictObject({
  action: z.enum(["list", "inspect", "history", "check", "save", "restore", "remove", "plan", "up", "down"]),
  name: z.string().optional(),
  document: z.string().optional().describe("Compose YAML"),
  env: z.record(z.string(), z.string()).optional().describe("for ${NAME}"),
  version: z.string().optional().describe("for history: what changed since"),
  base: z.string().optional().describe("version it was made from"),
  plan: z.string().optional(),
  down: z.boolean().optional().describe("plan the way down"),
  volumes: z.boolean().optional(),
  services: z.array(z.string()).optional(),
  profiles: z.array(z.string()).optional(),
  pull: z.enum(["always", "missing", "never"]).optional(),
  force: z.boolean().optional(),
  orphans: z.boolean().optional(),
  health_timeout: z.string().optional().describe("5m"),
});

type Input = z.output<typeof input>;

/** How an answer is told, in this tool's words. */
// oxlint-disable-next-line typescript/no-explicit-any -- each action knows the form of its operation's answer
type Tell = (ran: Ran<any>, call: ToolCall, given: Input) => Answer;

const tells: Readonly<Record<Input["action"], Tell>> = {
  list: tellList,
  inspect: tellStack,
  history: tellHistory,
  check: tellCheck,
  save: tellKept,
  restore: tellKept,
  remove: ({ value, record }) => ({
    text: `${value.message} (record ${record}); restore takes version ${value.former}`,
  }),
  plan: tellPlan,
  up: tellDone,
  down: tellDone,
};

/** Actions whose reason stands in the stack's history too. */
const remembered = new Set<Input["action"]>(["save", "restore"]);

export const stackUse = tool({
  name: "stack_use",
  profile: "admin",
  description:
    "Compose stacks: save a document, plan what up or down would do and what the policy says to each step, then do it.",
  operations: Object.keys(tells).map((action) => `stack.${action}`),
  // Images come from their registries.
  hints: changes({ openWorldHint: true }),
  long: true,
  input,
  // Which fields an action takes is the operation's to say: it refuses the others.
  call: async (call, given) => {
    const { action, version, ...rest } = given;
    const compared = action === "history" ? "from" : "version";
    const why = remembered.has(action) && call.reason !== undefined ? { reason: call.reason } : {};
    const asked = { ...rest, ...(version === undefined ? {} : { [compared]: version }), ...why };
    return tells[action](await call.run(`stack.${action}`, asked), call, given);
  },
});
