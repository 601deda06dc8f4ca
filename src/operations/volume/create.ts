import { z } from "zod";
import type { VolumeInspect } from "../../engine/model.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { redact } from "../../kernel/redaction.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { labels, namedValues } from "../fields/labels.ts";
import { volumeName } from "../fields/names.ts";
import { volumeOf, volumeView } from "./view.ts";

/** Creates a volume. */
export const volumeCreate = define({
  id: "volume.create",
  summary: "Create a volume.",
  risk: "change",
  riskCeiling: "host",
  http: { method: "POST", path: "/api/volumes", status: 201, failure: "Failed to create volume" },
  input: z.strictObject({
    name: volumeName.optional(),
    driver: z.string().min(1).max(200).optional().describe("Volume driver; local when absent."),
    options: namedValues("Options of the driver.").optional(),
    labels: labels.optional(),
  }),
  output: z.object({ message: z.string().describe("What was done, for people."), volume: volumeView }),
  creates: "volume",
  body: {
    kind: "volume.create",
    of: (input) => ({
      ...(input.name === undefined ? {} : { Name: input.name }),
      ...(input.driver === undefined ? {} : { Driver: input.driver }),
      ...(input.options === undefined ? {} : { DriverOpts: input.options }),
      ...(input.labels === undefined ? {} : { Labels: input.labels }),
    }),
  },
  deadline: 60_000,
  errors: [...engineErrors, "CONFLICT", "ENGINE_REFUSED", "CONTAINMENT_DENIED"],
  examples: [{ title: "Create a volume", input: { name: "data", labels: { tier: "db" } } }],
  async run(context, input) {
    const { engine, reader } = context.ports;
    // The engine answers with the old volume when there is one of that name, as if it had made it.
    if (input.name !== undefined)
      await refuseTaken(input.name, () => reader.volumes({ fresh: true, signal: context.signal }));
    const made = await engine.json<VolumeInspect>("POST", "/volumes/create", {
      body: context.body,
      signal: context.signal,
    });
    await reader.changed("volume", made.Name);
    const volume = volumeOf(made);
    return {
      message: `Volume ${made.Name} created successfully`,
      volume: context.revealsSecrets ? volume : redact(volume),
    };
  },
});

async function refuseTaken(
  name: string,
  list: () => Promise<{ readonly value: readonly VolumeInspect[] }>,
): Promise<void> {
  const { value } = await list();
  if (!value.some(({ Name }) => Name === name)) return;
  throw new GnosisError("CONFLICT", `There is a volume called ${name} already.`, {
    where: "/name",
    next: "Use it, or choose another name.",
  });
}
