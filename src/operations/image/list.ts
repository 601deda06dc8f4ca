import { z } from "zod";
import type { ImageInspect } from "../../engine/model.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { redact } from "../../kernel/redaction.ts";
import { eachOf } from "../container/each-of.ts";
import { define } from "../define.ts";
import { fresh } from "../fields/fresh.ts";
import { engineErrors } from "../fields/errors.ts";
import { labelFilter } from "../fields/labels.ts";
import { limit } from "../fields/page.ts";
import { imageSummary, imageSummaryOf, imageTarget } from "./view.ts";

/** Lists images. */
export const imageList = define({
  id: "image.list",
  summary: "List the images that the engine holds.",
  risk: "read",
  http: { method: "GET", path: "/api/images" },
  input: z.strictObject({
    all: z.boolean().default(false).describe("Lists intermediate ones too."),
    dangling: z.boolean().optional().describe("Only those without a tag; false: only those with one."),
    reference: z.string().min(1).max(512).optional().describe("Only those whose reference fits: `team/*`, `web:1.*`."),
    label: labelFilter.optional(),
    limit: limit.optional(),
    fresh,
  }),
  output: z.object({
    images: z.array(imageSummary).describe("Newest first."),
    total: z.number().describe("How many there are in this answer."),
  }),
  deadline: 30_000,
  errors: engineErrors,
  examples: [
    { title: "All images", input: {} },
    { title: "Those without a tag", input: { dangling: true } },
  ],
  async run(context, asked) {
    const { reader } = context.ports;
    const { value, age } = await reader.images({
      all: asked.all,
      fresh: asked.fresh,
      filters: {
        ...(asked.dangling === undefined ? {} : { dangling: [String(asked.dangling)] }),
        ...(asked.reference === undefined ? {} : { reference: [asked.reference] }),
        ...(asked.label === undefined ? {} : { label: asked.label }),
      },
      signal: context.signal,
    });
    context.observed(age);
    const visible = value.filter((image) => context.sees(imageTarget(image))).slice(0, asked.limit);
    const inspects = await eachOf(visible, async ({ Id }) => {
      try {
        return (await reader.image(Id, { signal: context.signal })).value;
      } catch (error) {
        // It went away between the list and this look: then it is simply not in the list.
        if (error instanceof GnosisError && error.code === "IMAGE_NOT_FOUND") return undefined;
        throw error;
      }
    });
    const images = inspects.filter((one): one is ImageInspect => one !== undefined).map(imageSummaryOf);
    return { images: context.revealsSecrets ? images : redact(images), total: images.length };
  },
});
