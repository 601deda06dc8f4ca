import { z } from "zod";
import { define } from "../define.ts";
import { desk, sandbox, sandboxName, sandboxOf } from "./view.ts";

/** Ends a sandbox at once, with everything in it. */
export const sandboxRemove = define({
  id: "sandbox.remove",
  summary: "Remove a sandbox with everything in it; nothing of it can be brought back.",
  risk: "destroy",
  http: { method: "DELETE", path: "/api/sandboxes/{name}", failure: "Failed to remove sandbox" },
  input: z.strictObject({ name: sandboxName }),
  output: z.object({ message: z.string().describe("What was done, for people."), sandbox }),
  deadline: 120_000,
  errors: [
    ...["INPUT_INVALID", "FIELD_UNKNOWN", "SANDBOX_NOT_FOUND", "STORE_FAILED"],
    ...["ENGINE_UNREACHABLE", "ENGINE_TIMEOUT", "ENGINE_FAILED"],
  ] as const,
  examples: [{ title: "Remove it", input: { name: "agent-1" } }],
  async run({ ports, caller, signal, progress }, { name }) {
    const removed = await desk(ports).remove(name, { caller, signal, progress });
    return { message: `Sandbox ${name} removed`, sandbox: sandboxOf(removed) };
  },
});
