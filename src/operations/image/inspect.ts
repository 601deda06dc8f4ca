import { z } from "zod";
import { redact } from "../../kernel/redaction.ts";
import { define } from "../define.ts";
import { fresh } from "../fields/fresh.ts";
import { imageErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theImage } from "./reference.ts";
import { imageSummary, imageSummaryOf } from "./view.ts";

const list = z.array(z.string()).nullable();
const copy = (given: readonly string[] | null | undefined): string[] | null =>
  given === null || given === undefined ? null : [...given];

/** Tells all about one image. */
export const imageInspect = define({
  id: "image.inspect",
  summary: "Show everything about one image: references, configuration, layers.",
  risk: "read",
  http: { method: "GET", path: "/api/images/{id}" },
  input: z.strictObject({
    id: reference("image"),
    raw: z.boolean().default(false).describe("Adds the engine's own answer."),
    fresh,
  }),
  output: imageSummary.extend({
    env: list.describe("Environment as `NAME=value`; values are masked without the right to see secrets."),
    cmd: list,
    entrypoint: list,
    working_dir: z.string(),
    user: z.string(),
    volumes: z.array(z.string()),
    layers: z.array(z.string()),
    engine: z.record(z.string(), z.unknown()).optional().describe("The engine's own answer, with `raw`."),
  }),
  targets: targetById("image"),
  docker: ({ id }) => ["inspect", "--type", "image", id],
  deadline: 30_000,
  errors: imageErrors,
  examples: [{ title: "Inspect an image", input: { id: "busybox" } }],
  async run(context, input) {
    const { value, age } = await context.ports.reader.image(theImage(context).id, {
      fresh: input.fresh,
      signal: context.signal,
    });
    context.observed(age);
    const config = value.Config ?? {};
    const view = {
      ...imageSummaryOf(value),
      env: copy(config.Env),
      cmd: copy(config.Cmd),
      entrypoint: copy(config.Entrypoint),
      working_dir: config.WorkingDir ?? "",
      user: config.User ?? "",
      volumes: Object.keys(config.Volumes ?? {}),
      layers: [...(value.RootFS?.Layers ?? [])],
      ...(input.raw ? { engine: { ...value } } : {}),
    };
    return context.revealsSecrets ? view : redact(view);
  },
});
