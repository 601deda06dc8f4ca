import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { acted, after, theContainer } from "../container/act.ts";
import { containerRemove } from "../container/remove.ts";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";

/** Brings a removed container back. */
export const trashRestore = define({
  id: "trash.restore",
  summary: "Bring a removed container back, with its name, files, networks, volumes and restart policy.",
  description:
    "It is started when it ran before, unless start says otherwise. A name or network that is taken or gone by now is a conflict, and it stays in the trash.",
  risk: "change",
  riskCeiling: "destroy",
  riskOf: ({ replace }) => (replace === undefined ? "change" : "destroy"),
  http: { method: "POST", path: "/api/trash/{id}/restore" },
  input: z.strictObject({
    id: z.string().min(1).max(255).describe("The name it had, its id, or an unambiguous beginning of the id."),
    replace: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe(
        "Name or id of the container that has its place now: it goes into the trash, and is put back when the other can't come.",
      ),
    start: z.boolean().optional().describe("Starts it; default: when it ran before."),
  }),
  output: acted,
  targets: [
    { kind: "container", reference: ({ id }) => id, removed: true },
    { kind: "container", reference: ({ replace }) => replace },
  ],
  comprises: [{ operation: containerRemove, on: ([, inPlace]) => (inPlace === undefined ? [] : [inPlace]) }],
  deadline: 900_000,
  errors: [...containerChangeErrors, "TRASH_NOT_FOUND"],
  examples: [{ title: "Bring one back", input: { id: "web" } }],
  async run(context, input) {
    const target = theContainer(context);
    const { trash, swap } = context.ports;
    if (trash === undefined || swap === undefined)
      throw new GnosisError("TRASH_NOT_FOUND", "This engine has no trash.");
    const [, inPlace] = context.targets;
    const { start } = input;
    if (inPlace === undefined) await trash.restore(target.id, start);
    else
      await swap.swap({
        container: inPlace.id,
        by: context.caller.name,
        successor: { trashed: target.id, ...(start === undefined ? {} : { start }) },
      });
    return { message: `Container ${input.id} restored successfully`, ...(await after(context, target)) };
  },
});
