import { z } from "zod";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { takeVolumeAway } from "./take-away.ts";
import { theVolume } from "./target.ts";

/** Removes a volume. */
export const volumeRemove = define({
  id: "volume.remove",
  summary:
    "Remove a volume. Its files are copied first, so that it can be brought back for a while; with purge a person is asked.",
  description:
    "One that a container mounts stays. One that can't be copied, because it is too large for the trash or has a driver or options of its own, needs a person's approval too. Where the trash is switched off it goes at once.",
  risk: "destroy",
  http: { method: "DELETE", path: "/api/volumes/{id}", failure: "Failed to remove volume" },
  input: z.strictObject({
    id: reference("volume"),
    force: z.boolean().default(false).describe("Removes it although its driver says that it can't."),
    purge: z.boolean().default(false).describe("Removes it for good, without a copy: a person has to approve that."),
  }),
  output: z.object({
    message: z.string().describe("What was done, for people."),
    name: z.string(),
    copy: z
      .string()
      .optional()
      .describe("Name of the copy, by which `trash.restore` finds it among others of its name."),
    restorable_until: z.string().optional().describe("Until when trash.restore brings it back, RFC 3339."),
    not_restorable: z.enum(["too-large", "switched-off", "driver"]).optional().describe("Why it can't come back."),
  }),
  targets: targetById("volume"),
  docker: ({ id, force }) => ["volume", "rm", ...(force ? ["--force"] : []), id],
  deadline: 1_200_000,
  errors: [...engineErrors, "VOLUME_NOT_FOUND", "CONFLICT", "LIMIT_REACHED", "APPROVAL_REQUIRED", "PROTECTED"],
  examples: [{ title: "Remove a volume", input: { id: "data" } }],
  async run(context, input) {
    const { id } = theVolume(context);
    await context.ports.trash?.releaseVolume(id);
    const removed = await takeVolumeAway(context, id, input);
    return { message: `Volume ${input.id} removed successfully`, name: id, ...removed };
  },
});
