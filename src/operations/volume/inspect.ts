import { z } from "zod";
import { redact } from "../../kernel/redaction.ts";
import { define } from "../define.ts";
import { fresh } from "../fields/fresh.ts";
import { engineErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { containerTarget } from "../container/view.ts";
import { volumeOf, volumeView } from "./view.ts";
import { theVolume } from "./target.ts";

/** Tells all about one volume. */
export const volumeInspect = define({
  id: "volume.inspect",
  summary: "Show one volume and the containers that mount it.",
  risk: "read",
  http: { method: "GET", path: "/api/volumes/{id}" },
  input: z.strictObject({ id: reference("volume"), fresh }),
  output: volumeView.extend({
    used_by: z.array(z.string()).describe("Names of the containers that mount it, running or not."),
  }),
  targets: targetById("volume"),
  docker: ({ id }) => ["volume", "inspect", id],
  deadline: 30_000,
  errors: [...engineErrors, "VOLUME_NOT_FOUND"],
  examples: [{ title: "Inspect a volume", input: { id: "data" } }],
  async run(context, asked) {
    const { id } = theVolume(context);
    const { reader } = context.ports;
    const { value, age } = await reader.volume(id, { fresh: asked.fresh, signal: context.signal });
    context.observed(age);
    const users = await reader.containers({ all: true, filters: { volume: [id] }, signal: context.signal });
    context.observed(users.age);
    const used = users.value
      .map(containerTarget)
      .filter(context.sees)
      .map(({ name }) => name);
    const view = { ...volumeOf(value), used_by: used };
    return context.revealsSecrets ? view : redact(view);
  },
});
