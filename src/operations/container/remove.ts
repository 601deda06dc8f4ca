import { z } from "zod";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { acted, theContainer } from "./act.ts";
import { takeContainerAway } from "./take-away.ts";

/** Removes a container. */
export const containerRemove = define({
  id: "container.remove",
  summary: "Remove a container; a running one only with force. It can be brought back for a while unless purge is set.",
  risk: "destroy",
  http: { method: "DELETE", path: "/api/containers/{id}", failure: "Failed to remove container" },
  input: z.strictObject({
    id: reference("container"),
    force: z.boolean().default(false).describe("Kills it first when it runs."),
    volumes: z.boolean().default(false).describe("Removes its anonymous volumes too."),
    purge: z.boolean().default(false).describe("Removes it for good, past the trash."),
  }),
  output: acted.extend({
    restorable_until: z.string().optional().describe("Until when trash.restore brings it back, RFC 3339."),
    not_restorable: z
      .enum(["auto-remove", "too-large", "switched-off"])
      .optional()
      .describe("Why it can't come back, where it was to be kept."),
  }),
  targets: targetById("container"),
  docker: ({ id, force, volumes }) => ["rm", ...(force ? ["--force"] : []), ...(volumes ? ["--volumes"] : []), id],
  deadline: 120_000,
  errors: containerChangeErrors,
  examples: [
    { title: "Remove a stopped container", input: { id: "old" } },
    { title: "Remove a running one and its anonymous volumes", input: { id: "old", force: true, volumes: true } },
  ],
  async run(context, input) {
    const target = theContainer(context);
    const removed = await takeContainerAway(context, target.id, input);
    return {
      message: `Container ${input.id} removed successfully`,
      id: target.id.slice(0, 12),
      full_id: target.id,
      name: target.name,
      status: "removed",
      ...removed,
    };
  },
});
