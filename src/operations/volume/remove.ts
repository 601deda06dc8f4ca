import { z } from "zod";
import { enginePath } from "../../engine/path.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theVolume } from "./target.ts";

/** Removes a volume. */
export const volumeRemove = define({
  id: "volume.remove",
  summary: "Remove a volume and everything in it; one that a container mounts stays.",
  risk: "destroy",
  http: { method: "DELETE", path: "/api/volumes/{id}", failure: "Failed to remove volume" },
  input: z.strictObject({
    id: reference("volume"),
    force: z.boolean().default(false).describe("Removes it although its driver says that it can't."),
  }),
  output: z.object({ message: z.string().describe("What was done, for people."), name: z.string() }),
  targets: targetById("volume"),
  deadline: 120_000,
  errors: [...engineErrors, "VOLUME_NOT_FOUND", "CONFLICT", "PROTECTED"],
  examples: [{ title: "Remove a volume", input: { id: "data" } }],
  async run(context, input) {
    const { id } = theVolume(context);
    await context.ports.trash?.releaseVolume(id);
    await context.ports.engine.json("DELETE", enginePath`/volumes/${id}`, {
      query: { force: input.force },
      signal: context.signal,
      timeout: 110_000,
    });
    await context.ports.reader.changed("volume", id);
    return { message: `Volume ${input.id} removed successfully`, name: id };
  },
});
