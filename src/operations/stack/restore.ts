import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { endpointName } from "../prune/endpoint-name.ts";
import { versionErrors } from "./errors.ts";
import { projectName, versionHash } from "./fields.ts";
import { findKept, reaches, reachOf, shelfOf, versionOf } from "./kept.ts";
import { loadOrRefuse } from "./load-stack.ts";

/** Makes an earlier version count again. */
export const stackRestore = define({
  id: "stack.restore",
  summary: "Make an earlier version of a stack's document count again, also of one that was removed.",
  description: "Nothing is brought up by that.",
  risk: "change",
  http: { method: "POST", path: "/api/stacks/{name}/restore" },
  input: z.strictObject({
    name: projectName,
    version: versionHash,
    reason: z.string().min(1).max(500).optional().describe("Why; it stands in the history."),
  }),
  output: z.object({
    message: z.string().describe("What was done, for people."),
    name: z.string(),
    version: z.string().describe("Hash of the version that counts now."),
    former: z
      .string()
      .nullable()
      .describe("Hash of the one that counted before; null when the stack had been removed."),
  }),
  deadline: 10_000,
  errors: [...versionErrors, "STACK_INVALID", "FORBIDDEN", "LIMIT_REACHED"],
  examples: [{ title: "Go back to a version", input: { name: "shop", version: "3fa1c29b" } }],
  run(context, { name, version, reason }) {
    const kept = findKept(context, name, { removed: true });
    const { document, env, hash } = versionOf(context, kept, version);
    const reach = reachOf(loadOrRefuse(name, document, env).project);
    if (!reaches(context, kept.owner.id, reach))
      throw new GnosisError("FORBIDDEN", "A container of that version would be outside of your scope.");
    const by = { id: context.caller.id, name: context.caller.name };
    const why = reason ?? `Version ${hash.slice(0, 12)} again`;
    const saved = shelfOf(context.ports).save(endpointName(context), { name, document, env, by, reason: why, reach });
    return Promise.resolve({
      message: `Version ${hash.slice(0, 12)} of ${name} counts again`,
      ...{ name, version: saved.hash, former: kept.removed === undefined ? kept.current : null },
    });
  },
});
