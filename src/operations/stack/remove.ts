import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { endpointName } from "../prune/endpoint-name.ts";
import { stackErrors } from "./errors.ts";
import { projectName } from "./fields.ts";
import { findKept, shelfOf } from "./kept.ts";
import { containersOf } from "./look.ts";

/** Takes a document away. */
export const stackRemove = define({
  id: "stack.remove",
  summary: "Take a stack's document away; its versions can still be restored. One that has containers stays.",
  risk: "destroy",
  http: { method: "DELETE", path: "/api/stacks/{name}" },
  input: z.strictObject({ name: projectName }),
  output: z.object({
    message: z.string().describe("What was done, for people."),
    name: z.string(),
    former: z.string().describe("Hash of the version that counted; stack.restore takes it."),
  }),
  deadline: 30_000,
  errors: [...stackErrors, "CONFLICT", "STORE_FAILED"],
  examples: [{ title: "Take a document away", input: { name: "old" } }],
  async run(context, { name }) {
    const kept = findKept(context, name);
    const containers = await containersOf(context, name);
    if (containers.length > 0)
      throw new GnosisError("CONFLICT", `The stack ${name} has ${containers.length} containers.`, {
        next: "Take it down first with stack.down.",
      });
    shelfOf(context.ports).remove(endpointName(context), name);
    return { message: `The document of ${name} is removed`, name, former: kept.current };
  },
});
