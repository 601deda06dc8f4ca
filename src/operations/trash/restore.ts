import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { acted, asItIs, theContainer } from "../container/act.ts";
import { containerRemove } from "../container/remove.ts";
import { define } from "../define.ts";
import { theImage } from "../image/reference.ts";
import { shortImageId } from "../image/view.ts";
import type { Ports } from "../ports.ts";
import { theVolume } from "../volume/target.ts";
import { trashKind } from "./view.ts";
import { containerChangeErrors } from "../fields/errors.ts";

/** Brings a removed container or image back. */
export const trashRestore = define({
  id: "trash.restore",
  summary:
    "Bring a removed container back with its name, files, networks, volumes and restart policy, an image with its tags, or a volume with its files.",
  description:
    "It is started when it ran before, unless start says otherwise. A name or network that is taken or gone by now is a conflict, and it stays in the trash.",
  risk: "change",
  riskCeiling: "destroy",
  riskOf: ({ replace }) => (replace === undefined ? "change" : "destroy"),
  http: { method: "POST", path: "/api/trash/{id}/restore" },
  input: z.strictObject({
    id: z.string().min(1).max(255).describe("The name it had, its id, or an unambiguous beginning of the id."),
    kind: trashKind,
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
    { kind: "container", reference: ({ id, kind }) => (kind === "container" ? id : undefined), removed: true },
    { kind: "image", reference: ({ id, kind }) => (kind === "image" ? id : undefined), removed: true },
    { kind: "volume", reference: ({ id, kind }) => (kind === "volume" ? id : undefined), removed: true },
    { kind: "container", reference: ({ replace }) => replace },
  ],
  comprises: [{ operation: containerRemove, on: ([, inPlace]) => (inPlace === undefined ? [] : [inPlace]) }],
  deadline: 900_000,
  errors: [...containerChangeErrors, "IMAGE_NOT_FOUND", "VOLUME_NOT_FOUND", "TRASH_NOT_FOUND"],
  examples: [
    { title: "Bring one back", input: { id: "web" } },
    { title: "Bring an image back", input: { id: "web:1", kind: "image" } },
  ],
  async run(context, input) {
    if (input.kind === "image") return restoreImage(context, input);
    if (input.kind === "volume") return restoreVolume(context, input);
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
    const { value } = await context.ports.reader.container(target.id, { signal: context.signal });
    return { message: `Container ${input.id} restored successfully`, ...asItIs(target, value) };
  },
});

function refuseContainerFields(given: unknown): void {
  if (given !== undefined)
    throw new GnosisError("INPUT_INVALID", "Only a container replaces another, or is started.", { where: "/kind" });
}

/** Copies a volume's files back under its name. */
async function restoreVolume(
  context: OperationContext<Ports>,
  { id, replace, start }: RestoreInput,
): Promise<z.output<typeof acted>> {
  refuseContainerFields(replace ?? start);
  const { volumes } = context.ports;
  if (volumes === undefined) throw new GnosisError("TRASH_NOT_FOUND", "This engine has no trash.");
  const { volume } = await volumes.restore(theVolume(context).id);
  await context.ports.reader.changed("volume", volume);
  return {
    message: `Volume ${id} restored successfully`,
    id: volume,
    full_id: volume,
    name: volume,
    status: "restored",
  };
}

interface RestoreInput {
  readonly id: string;
  readonly replace?: string | undefined;
  readonly start?: boolean | undefined;
}

/** Gives an image its tags back. */
async function restoreImage(
  context: OperationContext<Ports>,
  {
    id,
    replace,
    start,
  }: { readonly id: string; readonly replace?: string | undefined; readonly start?: boolean | undefined },
): Promise<z.output<typeof acted>> {
  refuseContainerFields(replace ?? start);
  const { images } = context.ports;
  if (images === undefined) throw new GnosisError("TRASH_NOT_FOUND", "This engine has no trash.");
  const target = theImage(context);
  const { references } = await images.restore(target.id);
  await context.ports.reader.changed("image", target.id);
  return {
    message: `Image ${id} restored successfully`,
    ...{ id: shortImageId(target.id), full_id: target.id, name: references[0] ?? target.name, status: "restored" },
  };
}
