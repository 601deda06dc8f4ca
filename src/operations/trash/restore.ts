import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { acted, after, theContainer } from "../container/act.ts";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";

/** Brings a removed container back. */
export const trashRestore = define({
  id: "trash.restore",
  summary: "Bring a removed container back, with its name, files, networks, volumes and restart policy.",
  description:
    "It is started when it ran before, unless start says otherwise. A name or network that is taken or gone by now is a conflict, and it stays in the trash.",
  risk: "change",
  http: { method: "POST", path: "/api/trash/{id}/restore" },
  input: z.strictObject({
    id: z.string().min(1).max(255).describe("The name it had, its id, or an unambiguous beginning of the id."),
    start: z.boolean().optional().describe("Starts it; default: when it ran before."),
  }),
  output: acted,
  targets: [{ kind: "container", reference: ({ id }) => id, removed: true }],
  deadline: 120_000,
  errors: [...containerChangeErrors, "TRASH_NOT_FOUND"],
  examples: [{ title: "Bring one back", input: { id: "web" } }],
  async run(context, input) {
    const target = theContainer(context);
    const { trash } = context.ports;
    if (trash === undefined) throw new GnosisError("TRASH_NOT_FOUND", "This engine has no trash.");
    await trash.restore(target.id, input.start);
    return { message: `Container ${input.id} restored successfully`, ...(await after(context, target)) };
  },
});
