import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import type { OperationContext } from "../../catalogue/operation.ts";
import { acted, after, theContainer } from "../container/act.ts";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import type { Ports } from "../ports.ts";
import type { TrashBin } from "../trash-bin.ts";

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
      .describe("Name or id of the container that has its place now: it goes into the trash first."),
    start: z.boolean().optional().describe("Starts it; default: when it ran before."),
  }),
  output: acted,
  targets: [
    { kind: "container", reference: ({ id }) => id, removed: true },
    { kind: "container", reference: ({ replace }) => replace },
  ],
  deadline: 120_000,
  errors: [...containerChangeErrors, "TRASH_NOT_FOUND"],
  examples: [{ title: "Bring one back", input: { id: "web" } }],
  async run(context, input) {
    const target = theContainer(context);
    const { trash } = context.ports;
    if (trash === undefined) throw new GnosisError("TRASH_NOT_FOUND", "This engine has no trash.");
    const inPlace = input.replace === undefined ? undefined : context.targets[1];
    if (inPlace === undefined) await trash.restore(target.id, input.start);
    else await restoreInPlace(context, trash, target.id, { inPlace: inPlace.id, start: input.start });
    return { message: `Container ${input.id} restored successfully`, ...(await after(context, target)) };
  },
});

/** Puts what is in the place away first, and brings that one back when the other can't come. */
async function restoreInPlace(
  { caller }: OperationContext<Ports>,
  trash: TrashBin,
  id: string,
  { inPlace, start }: { readonly inPlace: string; readonly start: boolean | undefined },
): Promise<void> {
  const removal = await trash.remove(inPlace, { force: true, volumes: false, by: caller.name, keepOnly: true });
  if (!removal.kept) {
    throw new GnosisError("CONFLICT", `The container in its place can't be kept in the trash (${removal.reason}).`, {
      next: "Rename or remove that one yourself, then restore again.",
    });
  }
  try {
    await trash.restore(id, start);
  } catch (thrown) {
    await trash.restore(inPlace);
    throw thrown;
  }
}
